/** Commands of agents on this machine: started when they may, watched, bounded, and gone when they should be. */
package org.openclaw.appliance.exec;
