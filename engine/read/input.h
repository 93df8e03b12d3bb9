/* SPDX-License-Identifier: EUPL-1.2 */
/* input.h: files and pipes cut into numbered chunks of whole lines.
 *
 *   file ...{"id":1}\n{"id":2}\n{"id":  |3}\n...     a chunk ends after the last line break that
 * was read; what stands
 *           [------ chunk 7 ------]tail             behind it moves to the front of the next chunk
 *
 * One wv_input is shared under the caller's lock; each thread has its own wv_chunk and fills it
 * again and again. Input is read with large read() calls, never mapped: a file that vanishes is an
 * error, not a signal. A line of more than 64 MiB comes as a chunk of its own, cut there and
 * marked, so memory is bounded by threads times the longest line. A byte order mark at the start of
 * an input is skipped; offsets still count it. */
#ifndef WV_READ_INPUT_H
#define WV_READ_INPUT_H

#include "base/err.h"
#include "base/str.h"

#include <signal.h>

typedef enum wv_format {
    WV_FORMAT_AUTO,   /* by name: *.txt is a plain text, the rest NDJSON */
    WV_FORMAT_NDJSON, /* one JSON object a line */
    WV_FORMAT_TEXT,   /* the whole file is the text of one report */
    WV_FORMAT_LINES,  /* each line is the text of one report */
} wv_format;

enum { WV_CHUNK_BYTES = 256 << 10 };

typedef struct wv_chunk {
    uint64_t number;  /* from 0, in input order */
    const char *path; /* borrowed from the input's list; "-" is standard input */
    wv_format format; /* never AUTO */
    char *bytes;
    size_t n, capacity;
    uint64_t first_line; /* 1-based number of its first line in this input */
    uint64_t offset;     /* of its first byte in this input */
    uint64_t
        line_bytes; /* not 0: the chunk is the first 64 MiB of one line that has so many bytes */
} wv_chunk;

typedef struct wv_input_options {
    wv_format format;
    size_t chunk_bytes; /* 0: WV_CHUNK_BYTES; tests use odd sizes */
    bool line_buffered; /* hand over as soon as a whole line is there */
    int stop_fd;        /* readable when to stop, so that a quiet pipe does not hold us; -1 none */
    const volatile sig_atomic_t *stop; /* not 0: hand out no more chunks; NULL none */
    /* Called with each input that cannot be opened (WV_E_NOINPUT) or read to its end (WV_E_IO); the
     * others go on. */
    void (*failed)(void *ctx, const wv_err *err);
    void *ctx;
    /* Not NULL: may open an input in another way (a chat export that is converted while it is read).
     * WV_OK with *fd: it gives NDJSON and is closed by the input; *fd -1: open it as it is. Another
     * code with err filled: it cannot be read, and the others go on. */
    wv_rc (*open)(void *ctx, const char *path, int *fd, wv_err *err);
    void *open_ctx;
} wv_input_options;

typedef struct wv_input {
    wv_input_options options;
    const char *const *paths; /* borrowed */
    uint32_t path_count, next_path;
    int fd;     /* -1: none open */
    bool waits; /* the open input may keep us waiting: a pipe, socket or terminal */
    const char *path;
    wv_format format;
    char *tail; /* a line that has begun */
    size_t tail_n, tail_capacity;
    uint64_t chunk_number, line, offset; /* of the next chunk */
    uint64_t bytes_read;                 /* over all inputs, for the progress bar */
    uint64_t bytes_total; /* sum of the sizes of regular files; 0 when one is not regular */
    bool stopped;
} wv_input;

/* No paths means standard input. The list is borrowed. */
void wv_input_init(wv_input *in, const char *const *paths, uint32_t count,
                   const wv_input_options *options);
void wv_input_done(wv_input *in);
/* Fills the chunk. WV_OK, WV_E_END, WV_E_STOPPED, WV_E_NOMEM. */
wv_rc wv_input_next(wv_input *in, wv_chunk *chunk);

void wv_chunk_init(wv_chunk *chunk);
void wv_chunk_done(wv_chunk *chunk);
/* Next line of the chunk without its line break (LF or CR LF); *at starts at 0. False after the
 * last one. */
bool wv_chunk_line(const wv_chunk *chunk, size_t *at, wv_str *line);
/* Nothing but spaces, tabs and carriage returns: such a line is counted and skipped. */
bool wv_line_is_empty(wv_str line);

#endif
