/** Skills: Markdown files that teach an agent how to do something, and whether this machine has what they need. */
package org.openclaw.appliance.skill;
