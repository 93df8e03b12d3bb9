/* SPDX-License-Identifier: EUPL-1.2 */
/* input.c: reading in large pieces and cutting after line breaks.
 *
 * In: paths. Out: chunks. Neighbours: run/ calls it under its lock, reader.c reads the lines.
 * Invariants: every byte of an input is in exactly one chunk (or was counted in line_bytes);
 * first_line and offset are exact. Cost: one copy from the kernel, one copy of the tail, one count
 * of line breaks. */
#include "read/input.h"

#include "base/mem.h"
#include "read/json.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINE_BYTES_MAX = WV_JSON_BYTES_MAX, DISCARD_BYTES = 64 << 10 };

static void sum_sizes(wv_input *in)
{
    for (uint32_t i = 0; i < in->path_count; i++) {
        struct stat st;
        bool is_stdin = strcmp(in->paths[i], "-") == 0;
        if ((is_stdin ? fstat(0, &st) : stat(in->paths[i], &st)) != 0) continue;
        if (!S_ISREG(st.st_mode)) {
            in->bytes_total = 0;
            return;
        }
        in->bytes_total += (uint64_t)st.st_size;
    }
}

void wv_input_init(wv_input *in, const char *const *paths, uint32_t count,
                   const wv_input_options *options)
{
    static const char *const standard_input[] = {"-"};
    *in = (wv_input){.options = *options, .paths = paths, .path_count = count, .fd = -1};
    if (count == 0) in->paths = standard_input, in->path_count = 1;
    if (in->options.chunk_bytes == 0) in->options.chunk_bytes = WV_CHUNK_BYTES;
    sum_sizes(in);
}

static void close_current(wv_input *in)
{
    if (in->fd > 0) close(in->fd); /* standard input is the caller's */
    in->fd = -1;
    in->tail_n = 0;
}

void wv_input_done(wv_input *in)
{
    close_current(in);
    wv_mem_free(in->tail);
    in->tail = NULL;
    in->tail_capacity = 0;
}

void wv_chunk_init(wv_chunk *chunk)
{
    *chunk = (wv_chunk){0};
}

void wv_chunk_done(wv_chunk *chunk)
{
    wv_mem_free(chunk->bytes);
    *chunk = (wv_chunk){0};
}

static void fail(wv_input *in, wv_rc rc, const char *what, int number)
{
    wv_err err;
    if (!in->options.failed) return;
    wv_err_set(&err, rc, "%s: %s", what, strerror(number));
    wv_err_path(&err, in->path, in->offset);
    in->options.failed(in->options.ctx, &err);
}

static wv_format format_of(const wv_input *in)
{
    if (in->options.format != WV_FORMAT_AUTO) return in->options.format;
    wv_str path = wv_str_of(in->path);
    return wv_str_ends(path, WV_STR(".txt")) ? WV_FORMAT_TEXT : WV_FORMAT_NDJSON;
}

/* Asks the hook, if there is one. True when the input needs no more opening: it is open, or failed. */
static bool open_otherwise(wv_input *in)
{
    wv_err err = {0};
    int fd = -1;
    if (!in->options.open) return false;
    wv_rc rc = in->options.open(in->options.open_ctx, in->path, &fd, &err);
    if (rc && in->options.failed) in->options.failed(in->options.ctx, &err);
    if (rc || fd < 0) return rc != WV_OK;
    in->fd = fd;
    in->format = WV_FORMAT_NDJSON;
    in->waits = true;
    in->bytes_total = 0; /* what comes out of it is not what stands in the file */
    return true;
}

/* Opens the next input that can be opened; false after the last one. */
static bool open_next(wv_input *in)
{
    while (in->next_path < in->path_count) {
        struct stat st;
        in->path = in->paths[in->next_path++];
        in->line = 1;
        in->offset = 0;
        in->format = format_of(in);
        if (open_otherwise(in)) {
            if (in->fd >= 0) return true;
            continue;
        }
        in->fd = strcmp(in->path, "-") == 0 ? 0 : open(in->path, O_RDONLY | O_CLOEXEC);
        int number = errno;
        if (in->fd >= 0 && fstat(in->fd, &st) == 0) {
            in->waits = !S_ISREG(st.st_mode);
            if (!S_ISDIR(st.st_mode)) return true;
            number = EISDIR;
        }
        fail(in, WV_E_NOINPUT, "cannot open", number);
        close_current(in);
    }
    return false;
}

static bool stop_asked(const wv_input *in)
{
    return in->options.stop && *in->options.stop;
}

/* Waits until there is something to read. False when asked to stop first. */
static bool wait_readable(wv_input *in)
{
    struct pollfd fds[2] = {{.fd = in->fd, .events = POLLIN},
                            {.fd = in->options.stop_fd, .events = POLLIN}};
    while (!stop_asked(in)) {
        if (poll(fds, in->options.stop_fd >= 0 ? 2 : 1, -1) < 0) {
            if (errno == EINTR) continue;
            return true; /* let read() say what is wrong */
        }
        if (fds[0].revents) return true;
        if (fds[1].revents) return false;
    }
    return false;
}

typedef enum got { GOT_BYTES, GOT_END, GOT_ERROR, GOT_STOP } got;

/* One read into p[0..n). */
static got read_some(wv_input *in, char *p, size_t n, size_t *count)
{
    for (;;) {
        *count = 0;
        if (stop_asked(in) || (in->waits && !wait_readable(in))) return GOT_STOP;
        ssize_t bytes = read(in->fd, p, n);
        if (bytes > 0) {
            *count = (size_t)bytes;
            in->bytes_read += (uint64_t)bytes;
            return GOT_BYTES;
        }
        if (bytes == 0) return GOT_END;
        if (errno == EINTR) continue;
        fail(in, WV_E_IO, "cannot read", errno);
        return GOT_ERROR;
    }
}

static bool reserve(wv_chunk *c, size_t capacity)
{
    if (c->capacity >= capacity) return true;
    char *p = wv_mem_resize(c->bytes, c->capacity, capacity);
    if (!p) return false;
    c->bytes = p;
    c->capacity = capacity;
    return true;
}

/* Keeps c->bytes[from..n) for the next chunk. */
static bool keep_tail(wv_input *in, wv_chunk *c, size_t from)
{
    size_t n = c->n - from;
    if (n > in->tail_capacity) {
        char *p = wv_mem_resize(in->tail, in->tail_capacity, n);
        if (!p) return false;
        in->tail = p;
        in->tail_capacity = n;
    }
    if (n) memcpy(in->tail, c->bytes + from, n);
    in->tail_n = n;
    c->n = from;
    return true;
}

/* The line in the chunk is too long: counts the rest of it and keeps what follows. Plain text has
 * no lines: there all that is left is the rest. */
static got discard_line(wv_input *in, wv_chunk *c)
{
    char waste[DISCARD_BYTES];
    got what;
    size_t count;
    c->line_bytes = c->n;
    while ((what = read_some(in, waste, sizeof waste, &count)) == GOT_BYTES) {
        const char *end = in->format == WV_FORMAT_TEXT ? NULL : memchr(waste, '\n', count);
        size_t take = end ? (size_t)(end - waste) : count;
        c->line_bytes += take;
        if (!end) continue;
        size_t after = count - take - 1; /* the tail was empty: all of it stood in the chunk */
        if (in->tail_capacity < after) {
            char *p = wv_mem_resize(in->tail, in->tail_capacity, sizeof waste);
            if (!p) return GOT_ERROR;
            in->tail = p;
            in->tail_capacity = sizeof waste;
        }
        memcpy(in->tail, end + 1, after);
        in->tail_n = after;
        break;
    }
    return what;
}

/* A chunk that one huge line made large gives its memory back. */
static void shrink(const wv_input *in, wv_chunk *c)
{
    if (c->capacity <= in->options.chunk_bytes * 4 + DISCARD_BYTES) return;
    wv_mem_free(c->bytes);
    c->bytes = NULL;
    c->capacity = 0;
}

/* Bytes of the chunk that are whole lines, or 0. */
static size_t whole_lines(const wv_chunk *c, size_t seen)
{
    const char *last = c->n > seen ? memrchr(c->bytes + seen, '\n', c->n - seen) : NULL;
    return last ? (size_t)(last - c->bytes) + 1 : 0;
}

/* How far an input is after a fill: more to come, read to its end, or cut short by an error or a
 * stop. */
typedef enum progress { MORE, ENDED, CUT } progress;

/* Reads until the chunk holds whole lines, or all of a text. */
static wv_rc fill(wv_input *in, wv_chunk *c, progress *state)
{
    size_t target = in->options.chunk_bytes, whole = 0, seen = 0;
    bool text = in->format == WV_FORMAT_TEXT;
    *state = MORE;
    for (;;) {
        if (!text && c->n > seen) {
            size_t more = whole_lines(c, seen);
            if (more) whole = more;
            seen = c->n;
        }
        if (whole && (c->n >= target || in->options.line_buffered)) break;
        if (c->n > LINE_BYTES_MAX + 1) { /* one more for the CR of a CR LF */
            got what = discard_line(in, c);
            *state = what == GOT_BYTES ? MORE : what == GOT_END ? ENDED : CUT;
            in->stopped |= what == GOT_STOP;
            c->n = LINE_BYTES_MAX;
            return WV_OK;
        }
        size_t room = c->n < target ? target : c->n * 2;
        if (room > LINE_BYTES_MAX + 2) room = LINE_BYTES_MAX + 2;
        if (!reserve(c, room)) return WV_E_NOMEM;
        size_t count;
        got what = read_some(in, c->bytes + c->n, room - c->n, &count);
        c->n += count;
        if (what == GOT_BYTES) continue;
        *state = what == GOT_END ? ENDED : CUT;
        in->stopped |= what == GOT_STOP;
        if (what == GOT_END) return WV_OK; /* a last line without a line break is a line */
        c->n = text ? 0 : whole; /* a line that was cut short is not read as if it were whole */
        return WV_OK;
    }
    return keep_tail(in, c, whole) ? WV_OK : WV_E_NOMEM;
}

/* Up to 255 times 64 bytes: 64 counts of a byte each, side by side, in what vectors the compiler
 * has. */
static uint64_t count_in_blocks(const char *p, size_t blocks)
{
    typedef int8_t lanes __attribute__((vector_size(16)));
    enum { ROWS = 4 };
    lanes counts[ROWS] = {0}, breaks = (lanes){0} + '\n', bytes;
    uint64_t sum = 0;
    for (size_t b = 0; b < blocks; b++)
        for (size_t k = 0; k < ROWS; k++, p += sizeof bytes) {
            memcpy(&bytes, p, sizeof bytes);
            counts[k] -= bytes == breaks; /* -1 where they are equal */
        }
    for (size_t k = 0; k < ROWS; k++)
        for (size_t i = 0; i < sizeof bytes; i++) sum += (uint8_t)counts[k][i];
    return sum;
}

static uint64_t count_breaks(const wv_chunk *c)
{
    uint64_t count = 0;
    size_t at = 0;
    while (c->n - at >= 64) {
        size_t blocks = (c->n - at) / 64;
        if (blocks > 255) blocks = 255;
        count += count_in_blocks(c->bytes + at, blocks);
        at += blocks * 64;
    }
    for (; at < c->n; at++) count += c->bytes[at] == '\n';
    return count;
}

static void skip_byte_order_mark(wv_chunk *c)
{
    if (c->n < 3 || memcmp(c->bytes, "\xEF\xBB\xBF", 3) != 0) return;
    memmove(c->bytes, c->bytes + 3, c->n - 3);
    c->n -= 3;
    c->offset = 3;
}

/* Writes where the chunk stands and moves on to where the next one will. */
static void place(wv_input *in, wv_chunk *c)
{
    c->path = in->path;
    c->format = in->format;
    c->first_line = in->line;
    c->offset = in->offset;
    in->line += c->line_bytes ? 1 : count_breaks(c);
    in->offset += c->line_bytes ? c->line_bytes + 1 : c->n;
    if (c->offset == 0) skip_byte_order_mark(c);
}

wv_rc wv_input_next(wv_input *in, wv_chunk *c)
{
    shrink(in, c);
    for (;;) {
        progress state;
        if (in->stopped || stop_asked(in)) return WV_E_STOPPED;
        if (in->fd < 0 && !open_next(in)) return WV_E_END;
        c->line_bytes = 0;
        if (!reserve(c, in->tail_n + 1)) return WV_E_NOMEM;
        if (in->tail_n) memcpy(c->bytes, in->tail, in->tail_n);
        c->n = in->tail_n;
        in->tail_n = 0;
        wv_rc rc = fill(in, c, &state);
        if (rc) return rc;
        bool empty_text =
            in->format == WV_FORMAT_TEXT && state == ENDED; /* to be reported as such */
        bool usable = c->n > 0 || empty_text;
        place(in, c);
        if (state != MORE) close_current(in);
        if (!usable) continue;
        c->number = in->chunk_number++;
        return WV_OK;
    }
}

bool wv_chunk_line(const wv_chunk *c, size_t *at, wv_str *line)
{
    if (*at >= c->n) return false;
    const char *start = c->bytes + *at, *end = memchr(start, '\n', c->n - *at);
    size_t n = end ? (size_t)(end - start) : c->n - *at;
    *at += n + 1;
    if (n && start[n - 1] == '\r') n--;
    *line = (wv_str){start, (uint32_t)n};
    return true;
}

bool wv_line_is_empty(wv_str line)
{
    for (uint32_t i = 0; i < line.n; i++)
        if (line.p[i] != ' ' && line.p[i] != '\t' && line.p[i] != '\r') return false;
    return true;
}
