/* SPDX-License-Identifier: EUPL-1.2 */
/* guard.h: what stands around a run: the sandbox, the canary before it, the manifest after it.
 * Inside of cli/.
 *
 *   begin -> check -> enter -> fly -> (the run) -> end
 *
 * The caller owns the struct and fills `want` by its options. What goes wrong is said on stderr. */
#ifndef WV_CLI_GUARD_H
#define WV_CLI_GUARD_H

#include "cli/options.h"

#include "service/manifest.h"

enum { WV_GUARD_PATHS_MAX = 12 };

typedef struct wv_guard {
    struct {
        const char *sandbox, *canary, *manifest, *run; /* as typed */
        const char *now;                               /* tests say what time it is */
    } want;
    const char *command;
    const char **arguments; /* owned: as typed, before the operands were moved */
    uint32_t argument_count;
    wv_sandbox box;
    bool entered;
    bool canary_flew;
    wv_canary canary;
    wv_time started;
} wv_guard;

/* What the run opens from now on. */
typedef struct wv_guard_paths {
    const char *const *inputs;
    uint32_t input_count;
    const char *files[WV_GUARD_PATHS_MAX]; /* written, with what stands beside them; NULL: none */
} wv_guard_paths;

/* Remembers the command line and the moment. */
void wv_guard_begin(wv_guard *g, const char *command, int argc, char **argv);
/* -1, or the exit code of a usage error. */
int wv_guard_check(const wv_guard *g, const wv_command_line *line);
/* Enters the sandbox, unless it is off. 0, or the exit code. */
int wv_guard_enter(wv_guard *g, const wv_guard_paths *paths);
/* Lets the canary fly when asked for. 0, or 70: it was not flagged. */
int wv_guard_fly(wv_guard *g, const wv_frozen *pack, const wv_reader_options *reader, int threads);
/* Writes the manifest when asked for; `m` holds what the run knows. The exit code: `done`, or that
 * of a manifest that could not be written. */
int wv_guard_end(wv_guard *g, wv_manifest *m, int done);
void wv_guard_done(wv_guard *g);

#endif
