package org.openclaw.appliance.store;

import java.util.List;
import java.util.Optional;

/**
 * Statements inside one transaction. Parameters are bound, never pasted: String, Long, Integer, Double, Boolean, byte[] or
 * null. Not thread-safe; valid only inside the {@link Store.Work} it was given to.
 *
 * <p>Every method throws {@link StoreException} when the database refuses.
 */
public interface Sql {

    /** Runs a statement. @return how many rows it changed */
    int update(String sql, Object... parameters);

    /** Runs an INSERT. @return the new row's id */
    long insert(String sql, Object... parameters);

    <T> List<T> query(String sql, Row.Mapper<T> mapper, Object... parameters);

    /** The first row, or empty. */
    <T> Optional<T> first(String sql, Row.Mapper<T> mapper, Object... parameters);
}
