package org.openclaw.appliance.guard;

/**
 * What one shed has done since the start.
 *
 * @param name its name
 * @param from the level it begins at
 * @param active whether it is in force now
 * @param times how often it was done
 * @param candidates how many things it gave up in all
 * @param inVain how often it found nothing
 * @param freedBytes by how much the process became smaller right after it, in all
 */
public record ShedRecord(
        String name, Level from, boolean active, long times, long candidates, long inVain, long freedBytes) {}
