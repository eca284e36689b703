/**
 * Secrets that are kept outside the configuration: references to them are resolved into a snapshot when a configuration is
 * put in force, so that no request ever waits for a file or a program; plus the tools that move plain text out of the
 * configuration.
 */
package org.openclaw.appliance.secret;
