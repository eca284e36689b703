/** Who changed what on this gateway, and when; never what was written or said. */
package org.openclaw.appliance.audit;
