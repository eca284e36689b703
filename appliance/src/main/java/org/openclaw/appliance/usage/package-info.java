/** What models were used for and what it cost: booked as runs end, summed up by quarter of an hour, told by day and session. */
package org.openclaw.appliance.usage;
