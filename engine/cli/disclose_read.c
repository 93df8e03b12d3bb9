/* SPDX-License-Identifier: EUPL-1.2 */
/* disclose_read.c: a profile from YAML.
 *
 * In: a name or a path. Out: which fields leave, or complaints with their place. Neighbours:
 * disclose.c has the table of fields; pack/yaml.h reads the file as strictly as a rule. Invariant:
 * nothing leaves of a profile with a mistake in it. Cost: one small file. */
#include "cli/disclose.h"
#include "cli/packs.h"

#include "pack/files.h"
#include "pack/shape.h"
#include "pack/yaml.h"

#include <stdio.h>

enum { EXIT_NOINPUT = 66, EXIT_PACK = 78, KNOWN_MAX = WV_DISCLOSE_FIELDS_MAX * WV_DISCLOSE_TYPES };

typedef struct opener {
    const char *command, *which;
    wv_arena arena;
    wv_diags diags;
    wv_shape shape;
    wv_disclosure *out;
} opener;

/* --- fields ------------------------------------------------------------------------------------
 */

/* `findings.spans` is a part of `findings`, and of itself. */
static bool is_part(const char *field, wv_str of)
{
    return strncmp(field, of.p, of.n) == 0 && (field[of.n] == '.' || field[of.n] == '\0');
}

static bool knows(wv_disclose_type type, wv_str field)
{
    unsigned count;
    const char *const *fields = wv_disclose_fields(type, &count);
    for (unsigned i = 0; i < count; i++)
        if (wv_str_is(field, fields[i])) return true;
    return false;
}

/* The field, all its parts, and what it is a part of: so far that one comes to it. */
static void allow(wv_disclosure *d, wv_disclose_type type, wv_str field)
{
    unsigned count;
    const char *const *fields = wv_disclose_fields(type, &count);
    for (unsigned i = 0; i < count; i++) {
        wv_str whole = wv_str_of(fields[i]);
        bool above = whole.n < field.n && field.p[whole.n] == '.' &&
                     memcmp(field.p, whole.p, whole.n) == 0;
        if (above || is_part(fields[i], field)) d->fields[type] |= UINT64_C(1) << i;
    }
}

static void withhold(wv_disclosure *d, wv_str field)
{
    for (int type = 0; type < WV_DISCLOSE_TYPES; type++) {
        unsigned count;
        const char *const *fields = wv_disclose_fields((wv_disclose_type)type, &count);
        for (unsigned i = 0; i < count; i++)
            if (is_part(fields[i], field)) d->fields[type] &= ~(UINT64_C(1) << i);
    }
}

static void complain(opener *o, const wv_lit *field, const char *of, const char *const *candidates)
{
    wv_str list[KNOWN_MAX];
    uint32_t count = 0;
    for (; count < KNOWN_MAX && candidates[count]; count++)
        list[count] = wv_str_of(candidates[count]);
    wv_str near = wv_did_you_mean(field->s, list, count);
    char meant[WV_DISCLOSE_NAME_BYTES + 24] = "";
    if (near.p)
        snprintf(meant, sizeof meant, " (did you mean '%.*s'?)", (int)(near.n < 60 ? near.n : 60),
                 near.p);
    wv_shape_error(&o->shape, WV_CODE_FIELD_UNKNOWN, field->place,
                   "docs/profiles.md lists the fields", "unknown field '%.*s' of %s%s",
                   (int)field->s.n, field->s.p, of, meant);
}

static void read_type(opener *o, const wv_node *node, wv_disclose_type type)
{
    const char *name = wv_disclose_type_name(type);
    wv_lits list = wv_shape_texts(&o->shape, node, name);
    unsigned count;
    const char *const *fields = wv_disclose_fields(type, &count);
    for (uint32_t i = 0; i < list.count; i++) {
        if (node->type == WV_NODE_SCALAR && wv_str_is(list.items[i].s, "all"))
            for (unsigned k = 0; k < count; k++) allow(o->out, type, wv_str_of(fields[k]));
        else if (knows(type, list.items[i].s))
            allow(o->out, type, list.items[i].s);
        else
            complain(o, &list.items[i], name, fields);
    }
}

static void read_withheld(opener *o, const wv_node *node)
{
    const char *known[KNOWN_MAX + 1];
    unsigned known_count = 0;
    wv_lits list = wv_shape_texts(&o->shape, node, "withhold");
    for (int t = 0; t < WV_DISCLOSE_TYPES; t++) {
        unsigned count;
        const char *const *fields = wv_disclose_fields((wv_disclose_type)t, &count);
        for (unsigned i = 0; i < count; i++) known[known_count++] = fields[i];
    }
    known[known_count] = NULL;
    for (uint32_t i = 0; i < list.count; i++) {
        bool is_known = false;
        for (unsigned k = 0; k < known_count && !is_known; k++)
            is_known = wv_str_is(list.items[i].s, known[k]);
        if (is_known)
            withhold(o->out, list.items[i].s);
        else
            complain(o, &list.items[i], "any line", known);
    }
}

static void read_document(opener *o, const wv_node *doc)
{
    static const wv_shape_key keys[] = {
        {"profile", true}, {"title", false}, {"lines", true}, {"withhold", false}, {NULL, false}};
    static const wv_shape_key types[] = {{"flag", false},    {"alert", false},  {"revision", false},
                                         {"logbook", false}, {"digest", false}, {NULL, false}};
    if (!wv_shape_map(&o->shape, doc, keys, "a profile")) return;
    wv_lit name = wv_shape_text(&o->shape, wv_node_get(doc, "profile"), "profile");
    const wv_node *lines = wv_node_get(doc, "lines");
    if (name.s.n >= WV_DISCLOSE_NAME_BYTES)
        wv_shape_error(&o->shape, WV_CODE_LIMIT, name.place, NULL, "the name is too long");
    else if (wv_shape_name(&o->shape, &name, "profile", true))
        snprintf(o->out->name, sizeof o->out->name, "%.*s", (int)name.s.n, name.s.p);
    if (!lines || !wv_shape_map(&o->shape, lines, types, "lines")) return;
    for (int t = 0; t < WV_DISCLOSE_TYPES; t++)
        read_type(o, wv_node_get(lines, types[t].name), (wv_disclose_type)t);
    read_withheld(o, wv_node_get(doc, "withhold"));
}

/* --- the file ----------------------------------------------------------------------------------
 */

static bool is_path(const char *which)
{
    return strchr(which, '/') || wv_str_ends(wv_str_of(which), WV_STR(".yaml"));
}

static wv_rc find_file(opener *o, const wv_source **out, wv_err *err)
{
    const char *slash = strrchr(o->which, '/');
    wv_str folder = slash ? (wv_str){o->which, (uint32_t)(slash - o->which) + 1} : WV_STR(".");
    wv_str own = wv_arena_str(&o->arena, folder);
    if (!own.p) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    return wv_files_read_one(own.p, slash ? slash + 1 : o->which, &o->arena, out, err);
}

static wv_rc no_such_name(const opener *o, const wv_files *files, const char *folder, wv_err *err)
{
    wv_str *names = wv_mem_new((files->count + 1) * sizeof *names);
    for (uint32_t i = 0; names && i < files->count; i++)
        names[i] = (wv_str){files->items[i]->name.p, files->items[i]->name.n - 5};
    wv_str near = names ? wv_did_you_mean(wv_str_of(o->which), names, files->count) : (wv_str){0};
    if (near.p)
        wv_err_set(err, WV_E_NOINPUT, "no profile '%s' in %s (did you mean '%.*s'?)", o->which,
                   folder, (int)near.n, near.p);
    else
        wv_err_set(err, WV_E_NOINPUT, "no profile '%s' in %s", o->which, folder);
    wv_mem_free(names);
    return WV_E_NOINPUT;
}

static wv_rc find_name(opener *o, const char *pack_path, const wv_source **out, wv_err *err)
{
    char folder[4096];
    wv_files files = {0};
    snprintf(folder, sizeof folder, "%s/" WV_FILES_PROFILES, wv_packs_path(pack_path));
    wv_rc rc = wv_files_read(folder, &o->arena, &files, &o->diags, err);
    if (rc == WV_E_NOINPUT)
        return wv_err_set(err, rc, "the pack has no profiles: there is no folder %s", folder);
    if (rc) return rc;
    for (uint32_t i = 0; i < files.count; i++) {
        wv_str name = files.items[i]->name;
        if (name.n == strlen(o->which) + 5 && wv_str_starts(name, wv_str_of(o->which))) {
            *out = files.items[i];
            return WV_OK;
        }
    }
    return no_such_name(o, &files, folder, err);
}

static int tell(const opener *o, wv_rc rc, const wv_err *err)
{
    wv_packs_print(&o->diags, false);
    if (rc)
        fprintf(stderr, "waakvlam %s: --profile: %s\n", o->command,
                err->message[0] ? err->message : wv_rc_text(rc));
    return rc ? (rc == WV_E_NOINPUT ? EXIT_NOINPUT : wv_rc_exit(rc))
              : (o->diags.errors ? EXIT_PACK : 0);
}

int wv_disclose_open(const char *command, const char *which, const char *pack_path,
                     wv_disclosure *out)
{
    opener o = {.command = command, .which = which, .out = out};
    const wv_source *source = NULL;
    wv_yaml_docs docs = {0};
    wv_err err = {0};
    *out = (wv_disclosure){0};
    if (!which) return 0;
    wv_arena_init(&o.arena);
    wv_diags_init(&o.diags);
    o.shape = (wv_shape){&o.arena, &o.diags, false};
    wv_rc rc = is_path(which) ? find_file(&o, &source, &err)
                              : find_name(&o, pack_path, &source, &err);
    if (rc == WV_OK) rc = wv_yaml_read(source, &o.arena, &docs, &o.diags);
    if (rc == WV_OK && docs.count == 1)
        read_document(&o, docs.items[0]);
    else if (rc == WV_OK && !o.diags.errors)
        rc = wv_err_set(&err, WV_E_PACK, "%s: a profile is one document", which);
    if (rc == WV_OK && o.shape.nomem) rc = wv_err_set(&err, WV_E_NOMEM, "out of memory");
    int code = tell(&o, rc, &err);
    wv_diags_done(&o.diags);
    wv_arena_done(&o.arena);
    return code;
}
