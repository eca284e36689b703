package org.openclaw.appliance.log;

/** Takes log entries to where people read them. Thread-safe; never throws, because logging must not break what it reports. */
sealed interface LogWriter permits ConsoleWriter, JsonLinesWriter {

    void write(LogEntry entry);

    /** Hands over whatever is buffered. */
    void flush();

    /** Flushes and lets go of the file. Entries that come later are dropped. */
    void close();
}
