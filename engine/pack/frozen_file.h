/* SPDX-License-Identifier: EUPL-1.2 */
/* frozen_file.h: a frozen pack on disk, so that opening it takes milliseconds.
 *
 *   header     what it is: format, engine, layout of structs, stemmer, pack, sizes, checksum
 *   image      all that the pack holds, its pointers for one address (image.h)
 *   pointers   a bit for each word of the image
 *
 * Read by one engine only: the one whose sources have the same hash, on a machine with the same layout of
 * structs. The checksum covers everything; it finds damage, not malice: a file is believed like a
 * program, so take it from nobody you would not take a program from. Thread-safe: no globals. */
#ifndef WV_PACK_FROZEN_FILE_H
#define WV_PACK_FROZEN_FILE_H

#include "pack/frozen.h"

/* Writes a pack; `twin` is the same pack opened a second time (image.h says why) and is consumed.
 * The file appears at once or not at all, with these permissions. WV_E_CREATE, WV_E_IO, WV_E_NOMEM;
 * WV_E_INTERNAL when the two are not the same. */
wv_rc wv_frozen_write(wv_frozen *pack, wv_frozen *twin, const char *path, unsigned mode,
                      wv_err *err);

/* Is it a file that says it is a frozen pack? */
bool wv_frozen_is_file(const char *path);

/* WV_E_NOINPUT when it cannot be opened; WV_E_VERSION when another engine, layout or stemmer made it;
 * WV_E_PACK when it is damaged; WV_E_IO, WV_E_NOMEM. From the descriptor: it is read from its start and
 * stays open; the path is for messages and becomes the pack's. */
wv_rc wv_frozen_read(const char *path, wv_frozen **out, wv_err *err);
wv_rc wv_frozen_read_fd(int fd, const char *path, wv_frozen **out, wv_err *err);
/* Says of a pack that was read which folder it is of; for messages. WV_E_NOMEM. */
wv_rc wv_frozen_locate(wv_frozen *pack, const char *path);
/* Frees a pack that was read; wv_frozen_free calls it. */
void wv_frozen_unmap(wv_frozen *pack);

/* 64 hexadecimal digits of the sources that decide what a frozen pack is. */
const char *wv_frozen_engine(void);

#endif
