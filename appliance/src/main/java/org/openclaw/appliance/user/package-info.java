/** The people behind connections, where a proxy names them. */
package org.openclaw.appliance.user;
