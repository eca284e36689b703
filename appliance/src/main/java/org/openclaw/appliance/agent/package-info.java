/** Agents and their turns: who answers, in what order, with what context, and how everybody is told. */
package org.openclaw.appliance.agent;
