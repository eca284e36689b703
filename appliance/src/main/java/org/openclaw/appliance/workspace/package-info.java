/** The files of an agent's folder, and none outside of it. */
package org.openclaw.appliance.workspace;
