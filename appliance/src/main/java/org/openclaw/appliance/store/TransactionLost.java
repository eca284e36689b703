package org.openclaw.appliance.store;

/** A failure of the whole transaction, not of one work in it. */
final class TransactionLost extends Exception {

    private final transient StoreException fault;

    TransactionLost(StoreException fault) {
        super(fault.getMessage(), fault, false, false);
        this.fault = fault;
    }

    StoreException fault() {
        return fault;
    }
}
