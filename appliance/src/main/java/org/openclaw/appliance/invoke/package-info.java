/** Tools in the hands of operators: what there is, what an agent may use, and one call without a turn. */
package org.openclaw.appliance.invoke;
