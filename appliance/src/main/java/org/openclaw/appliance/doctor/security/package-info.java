/** Checks of what somebody else could do with this instance: each a small class, the way {@code doctor}'s are. */
package org.openclaw.appliance.doctor.security;
