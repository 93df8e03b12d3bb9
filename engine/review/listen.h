/* SPDX-License-Identifier: EUPL-1.2 */
/* listen.h: a listening socket that only this machine can reach. Inside of review/. */
#ifndef WV_REVIEW_LISTEN_H
#define WV_REVIEW_LISTEN_H

#include "base/err.h"

/* `127.0.0.1:8480`, `localhost:0`, `[::1]:8480`. The port that was given out goes to *port. The
 * caller closes *out. */
wv_rc wv_listen_tcp(const char *address, int *out, unsigned *port, wv_err *err);
/* Mode 0660; a socket that nobody listens on any more is replaced, anything else is not. */
wv_rc wv_listen_unix(const char *path, int *out, wv_err *err);

#endif
