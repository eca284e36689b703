/** Starting over without ending the process: who asks for it, when it may happen, and what is kept of it. */
package org.openclaw.appliance.restart;
