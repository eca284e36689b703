/** The agents behind the OpenAI-compatible HTTP interface. */
package org.openclaw.appliance.openai;
