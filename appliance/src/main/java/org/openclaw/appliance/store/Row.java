package org.openclaw.appliance.store;

/** One row of a result, valid only while the mapper runs. Columns by name. */
public interface Row {

    /** The column as text, or null. */
    String text(String column);

    /** The column as a whole number; 0 when NULL. */
    long number(String column);

    /** The column as a floating-point number; 0 when NULL. */
    double real(String column);

    boolean isNull(String column);

    /** Makes a value of a row. */
    @FunctionalInterface
    interface Mapper<T> {
        T map(Row row);
    }
}
