package org.openclaw.appliance.linux.firewall;

/** Lists of ports as the filters write them: {@code 22,80}, <code>{ 22, 80 }</code>, {@code 1000:2000}, {@code 1000-2000}. */
final class Ports {

    private Ports() {}

    static boolean contain(String list, int port) {
        for (String part : list.replaceAll("[{}\\s]", "").split(",")) {
            String[] bounds = part.split("[:-]", 2);
            try {
                int from = Integer.parseInt(bounds[0]);
                int to = bounds.length == 2 ? Integer.parseInt(bounds[1]) : from;
                if (from <= port && port <= to) {
                    return true;
                }
            } catch (NumberFormatException e) {
                // A service's name; none is this program's.
            }
        }
        return false;
    }
}
