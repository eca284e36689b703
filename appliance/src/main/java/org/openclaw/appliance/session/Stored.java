package org.openclaw.appliance.session;

/**
 * A session with what only its tables know.
 *
 * @param id its row
 * @param window which of its conversations is current; grows with every reset
 */
record Stored(long id, long window, Session session) {}
