package io.rowferry.broker;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What a client said on one connection, cut into headers and frames, and ways to spoil it. */
final class Conversation {
    private final List<byte[]> frames;

    private Conversation(List<byte[]> frames) {
        this.frames = frames;
    }

    /** Two headers of eight bytes, each followed by frames that say their size. */
    static Conversation of(byte[] bytes) {
        List<byte[]> frames = new ArrayList<>();
        int at = 0;
        while (at + 8 <= bytes.length) {
            int size = bytes[at] == 'A' ? 8 : ByteBuffer.wrap(bytes).getInt(at);
            int end = Math.min(bytes.length, at + size);
            frames.add(Arrays.copyOfRange(bytes, at, end));
            at = end;
        }
        return new Conversation(frames);
    }

    int size() {
        return frames.size();
    }

    /** Spoiled in one to three ways; the first few frames are mostly left alone, or nothing behind them would be met. */
    byte[] spoiled(Random random) {
        List<byte[]> spoiled = new ArrayList<>(frames);
        for (int times = 1 + random.nextInt(3); times > 0; times--) {
            int first = random.nextInt(8) == 0 ? 0 : Math.min(4, spoiled.size() - 1);
            int at = first + random.nextInt(Math.max(1, spoiled.size() - first));
            spoil(spoiled, at, random);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        spoiled.forEach(bytes::writeBytes);
        return bytes.toByteArray();
    }

    private void spoil(List<byte[]> all, int at, Random random) {
        byte[] frame = all.get(at).clone();
        switch (random.nextInt(9)) {
            case 0 -> all.add(at, frame);
            case 1 -> all.remove(at);
            case 2 -> all.add(random.nextInt(all.size()), all.remove(at));
            case 3 -> all.set(at, Arrays.copyOf(frame, random.nextInt(frame.length)));
            case 4 -> all.set(at, withSize(frame, random));
            case 5 -> all.set(at, spliced(frame, frames.get(random.nextInt(frames.size())), random));
            case 6 -> {
                for (int i = 0; i < 50; i++) {
                    all.add(at, frame);
                }
            }
            default -> all.set(at, flipped(frame, random));
        }
        if (all.isEmpty()) {
            all.add(frame);
        }
    }

    private static byte[] flipped(byte[] frame, Random random) {
        for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
            frame[Math.min(frame.length - 1, random.nextInt(frame.length) + random.nextInt(9))] ^=
                    (byte) (1 << random.nextInt(8));
        }
        return frame;
    }

    private static byte[] withSize(byte[] frame, Random random) {
        if (frame.length >= 4) {
            ByteBuffer.wrap(frame).putInt(random.nextBoolean() ? random.nextInt() : random.nextInt(2 * frame.length));
        }
        return frame;
    }

    /** A piece of another frame in the place of as many bytes, so that values of one kind stand where others should. */
    private static byte[] spliced(byte[] frame, byte[] other, Random random) {
        int length = Math.min(random.nextInt(24), Math.min(frame.length, other.length));
        System.arraycopy(
                other,
                random.nextInt(other.length - length + 1),
                frame,
                random.nextInt(frame.length - length + 1),
                length);
        return frame;
    }
}
