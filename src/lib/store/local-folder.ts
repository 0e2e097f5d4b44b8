import fs from 'node:fs'

/**
 * File systems of which one kernel alone keeps the locks (statfs(2)). Not on the list: network ones, whose locks may be kept by
 * nobody or by each mount for itself; FUSE and 9p, by which virtual machines share folders of their host.
 */
const localTypes = new Set([
  0xef53, // ext2, ext3, ext4
  0x58465342, // xfs
  0x9123683e, // btrfs
  0x01021994, // tmpfs
  0x794c7630, // overlayfs
  0x2fc12fc1, // zfs
  0xf2f52010, // f2fs
  0xca451a4e, // bcachefs
])

/** Whether locks in a folder are seen by every process of this kernel that sees the folder. In doubt they are not. */
export function isLocalFolder(folder: string): boolean {
  try {
    return isLocalType(fs.statfsSync(folder).type)
  } catch {
    return false
  }
}

/** @param type as statfs(2) says it; some platforms extend the sign */
export function isLocalType(type: number): boolean {
  return localTypes.has(type >>> 0)
}
