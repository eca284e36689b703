/** What a model may do besides talking: tools, the registry of them, who may use which, and how one is called. */
package org.openclaw.appliance.tool;
