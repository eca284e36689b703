package org.openclaw.appliance.images.squeeze;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * A program that takes memory and keeps it: so much at once, then so much a second, until so much in all. Arguments: three
 * numbers of megabytes. Writes a line when it has taken the first part and one when it has everything.
 */
final class Hog {

    private static final int MIB = 1 << 20;
    private static final int STEPS_PER_SECOND = 4;

    private Hog() {}

    public static void main(String[] args) {
        int first = Integer.parseInt(args[0]);
        int perSecond = Integer.parseInt(args[1]);
        int all = Integer.parseInt(args[2]);
        Random random = new Random(7);
        List<ByteBuffer> kept = new ArrayList<>();
        take(first * STEPS_PER_SECOND, MIB / STEPS_PER_SECOND, kept, random);
        System.out.println("taken " + first);
        long next = System.nanoTime();
        for (int taken = first * STEPS_PER_SECOND; taken < all * STEPS_PER_SECOND; taken += perSecond) {
            take(perSecond, MIB / STEPS_PER_SECOND, kept, random);
            next += 1_000_000_000L / STEPS_PER_SECOND;
            LockSupport.parkNanos(next - System.nanoTime());
        }
        System.out.println("taken " + all);
        while (!kept.isEmpty()) {
            LockSupport.park();
        }
    }

    // Outside the heap, where it grows evenly; random bytes, since pages of one value could be shared or compressed.
    private static void take(int pieces, int size, List<ByteBuffer> kept, Random random) {
        byte[] content = new byte[size];
        for (int i = 0; i < pieces; i++) {
            random.nextBytes(content);
            kept.add(ByteBuffer.allocateDirect(size).put(content));
        }
    }
}
