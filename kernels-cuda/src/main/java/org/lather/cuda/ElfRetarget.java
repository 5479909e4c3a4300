package org.lather.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Renames the required libraries of a shared object (ELF, 64 bit, little-endian): in DT_NEEDED and in the version
 * requirements, whose hash vna_hash follows the names of versions. The new names have the same length, so that no
 * address changes. Format: System V Application Binary Interface, chapters 4 and 5; the requirements as in the Linux
 * Standard Base, section "Symbol Versioning".
 */
final class ElfRetarget {
    private static final int PT_LOAD = 1;
    private static final int PT_DYNAMIC = 2;
    private static final long DT_NEEDED = 1;
    private static final long DT_STRTAB = 5;
    private static final long DT_VERNEED = 0x6ffffffeL;
    private static final long DT_VERNEEDNUM = 0x6fffffffL;

    private final ByteBuffer elf;
    private final Set<Integer> names = new TreeSet<>();
    private final Set<Integer> versions = new TreeSet<>();
    private int strings = -1;

    private ElfRetarget(byte[] file) {
        this.elf = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        if (file.length < 64 || elf.getInt(0) != 0x464c457f || file[4] != 2 || file[5] != 1) {
            throw new IllegalArgumentException("expected a 64-bit little-endian ELF file");
        }
        read();
    }

    /** The names of the libraries that a shared object requires. */
    static Set<String> needed(byte[] file) {
        ElfRetarget elf = new ElfRetarget(file);
        Set<String> out = new java.util.LinkedHashSet<>();
        elf.names.forEach(at -> out.add(elf.text(at)));
        return out;
    }

    /**
     * Renames required libraries in place.
     *
     * @return number of names that were changed
     */
    static int rename(byte[] file, Map<String, String> renamed) {
        ElfRetarget elf = new ElfRetarget(file);
        int changed = 0;
        Set<Integer> all = new TreeSet<>(elf.names);
        elf.versions.forEach(at -> all.add(elf.strings + elf.elf.getInt(at + 8)));
        for (int at : all) {
            String old = elf.text(at);
            String name = renamed.get(old);
            if (name == null) {
                continue;
            }
            if (name.length() != old.length()) {
                throw new IllegalArgumentException("expected a name as long as " + old + ", got " + name);
            }
            elf.elf.put(at, name.getBytes(StandardCharsets.ISO_8859_1));
            changed++;
        }
        elf.versions.forEach(at -> elf.elf.putInt(at, hash(elf.text(elf.strings + elf.elf.getInt(at + 8)))));
        return changed;
    }

    private void read() {
        int table = Math.toIntExact(elf.getLong(32));
        int entry = elf.getShort(54) & 0xffff;
        int count = elf.getShort(56) & 0xffff;
        long need = -1;
        long needs = 0;
        Set<Integer> needed = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            int header = table + i * entry;
            if (elf.getInt(header) != PT_DYNAMIC) {
                continue;
            }
            int from = Math.toIntExact(elf.getLong(header + 8));
            long to = from + elf.getLong(header + 32);
            for (int d = from; d < to && elf.getLong(d) != 0; d += 16) {
                long tag = elf.getLong(d);
                long value = elf.getLong(d + 8);
                if (tag == DT_STRTAB) {
                    strings = offset(value);
                } else if (tag == DT_VERNEED) {
                    need = offset(value);
                } else if (tag == DT_VERNEEDNUM) {
                    needs = value;
                } else if (tag == DT_NEEDED) {
                    needed.add(Math.toIntExact(value));
                }
            }
        }
        if (strings < 0) {
            throw new IllegalArgumentException("expected a shared object with a dynamic string table");
        }
        needed.forEach(n -> names.add(strings + n));
        for (int i = 0, at = (int) need; i < needs; i++) {
            names.add(strings + elf.getInt(at + 4));
            int version = at + elf.getInt(at + 8);
            for (int k = elf.getShort(at + 2); k > 0; k--) {
                versions.add(version);
                version += elf.getInt(version + 12);
            }
            at += elf.getInt(at + 12);
        }
    }

    /** The file offset of a memory address. */
    private int offset(long address) {
        int table = Math.toIntExact(elf.getLong(32));
        int entry = elf.getShort(54) & 0xffff;
        int count = elf.getShort(56) & 0xffff;
        for (int i = 0; i < count; i++) {
            int header = table + i * entry;
            long begin = elf.getLong(header + 16);
            if (elf.getInt(header) == PT_LOAD && address >= begin && address < begin + elf.getLong(header + 32)) {
                return Math.toIntExact(address - begin + elf.getLong(header + 8));
            }
        }
        throw new IllegalArgumentException("expected the address " + address + " within the file");
    }

    private String text(int at) {
        StringBuilder out = new StringBuilder();
        for (int i = at; elf.get(i) != 0; i++) {
            out.append((char) (elf.get(i) & 0xff));
        }
        return out.toString();
    }

    /** The hash function of System V's symbol tables. */
    static int hash(String name) {
        int h = 0;
        for (int i = 0; i < name.length(); i++) {
            h = (h << 4) + (name.charAt(i) & 0xff);
            int high = h & 0xf0000000;
            h ^= high >>> 24;
            h &= ~high;
        }
        return h;
    }
}
