package org.openclaw.appliance.bootlog;

/**
 * How the process fares at one moment.
 *
 * @param rssBytes its resident memory, or negative where that can't be read
 * @param level the memory guard's word for it; null where there is no guard
 */
public record Vitals(long rssBytes, String level) {}
