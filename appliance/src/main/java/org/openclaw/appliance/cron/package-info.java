/** Jobs that run by themselves: at a time, every so often, or by a cron expression. */
package org.openclaw.appliance.cron;
