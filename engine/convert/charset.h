/* SPDX-License-Identifier: EUPL-1.2 */
/* charset.h: texts of one byte a character, and texts that say they are what they are not. Pure,
 * thread-safe. */
#ifndef WV_CONVERT_CHARSET_H
#define WV_CONVERT_CHARSET_H

#include "convert/convert.h"

/* What a byte of windows-1252 stands for; U+FFFD for the five that are nothing. */
uint32_t wv_charset_windows_1252(unsigned char c);

/* Bytes in a declared charset (empty: none) -> UTF-8. latin1 is read as windows-1252, of which it
 * is a part, and the warning says when that made a difference. False when the charset is not known
 * here: the bytes were then read as UTF-8 or else windows-1252. */
bool wv_charset_decode(wv_buf *out, wv_str bytes, wv_str charset, uint32_t *warnings);

#endif
