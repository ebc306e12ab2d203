/** Machine (ELF's `e_machine`) and code: exit(0), the system call 60 there and 93 here. */
const PROGRAMS = {
  amd64: { machine: 62, code: Buffer.from("31ffb83c0000000f05", "hex") },
  arm64: { machine: 183, code: Buffer.from("000080d2a80b80d2010000d4", "hex") },
};
const [HEADERS, ADDRESS] = [0x78, 0x400000];

/**
 * A whole Linux program for one architecture that does nothing, in about 130 bytes.
 *
 * @see https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html
 */
export function tinyProgram(architecture: keyof typeof PROGRAMS): Buffer {
  const { machine, code } = PROGRAMS[architecture];
  const file = Buffer.alloc(HEADERS + code.length);
  Buffer.from("7f454c46020101", "hex").copy(file);
  file.writeUInt16LE(2, 0x10);
  file.writeUInt16LE(machine, 0x12);
  file.writeUInt32LE(1, 0x14);
  file.writeBigUInt64LE(BigInt(ADDRESS + HEADERS), 0x18);
  file.writeBigUInt64LE(64n, 0x20);
  for (const [index, value] of [64, 56, 1].entries()) file.writeUInt16LE(value, 0x34 + 2 * index);
  file.writeUInt32LE(1, 0x40);
  file.writeUInt32LE(5, 0x44);
  for (const offset of [0x50, 0x58]) file.writeBigUInt64LE(BigInt(ADDRESS), offset);
  for (const offset of [0x60, 0x68]) file.writeBigUInt64LE(BigInt(file.length), offset);
  file.writeBigUInt64LE(0x10000n, 0x70);
  code.copy(file, HEADERS);
  return file;
}
