/* SPDX-License-Identifier: EUPL-1.2 */
/* ufdr.h: what the parts of the Cellebrite reader share: ufdr.c (file), ufdr_model.c (elements ->
 * items), ufdr_fields.c (the table of names).
 *
 *   <model type="Chat">                         a frame; stays open for all its messages
 *     <field name="Source"><value>WhatsApp      a slot of the frame
 *     <multiModelField name="Participants">     a role for the models in it
 *       <model type="Party">                    a frame; at its end a party of the frame below
 *     <multiModelField name="Messages">
 *       <model type="InstantMessage">           a frame; at its end an item
 *
 * Names of models and fields change with the tool's version, so all of them stand in one table and
 * a name that is not in it is counted, never dropped in silence. */
#ifndef WV_CONVERT_UFDR_H
#define WV_CONVERT_UFDR_H

#include "convert/queue.h"
#include "convert/xml.h"

typedef enum wv_ufdr_slot {
    WV_UFDR_UNKNOWN,
    WV_UFDR_IGNORED, /* known, and nothing for us: a thumbnail's size */
    WV_UFDR_BODY,
    WV_UFDR_SUBJECT,
    WV_UFDR_TIME,
    WV_UFDR_SOURCE,
    WV_UFDR_STATUS,
    WV_UFDR_TYPE,
    WV_UFDR_FOLDER,
    WV_UFDR_DURATION,
    WV_UFDR_IDENTIFIER,
    WV_UFDR_NAME,
    WV_UFDR_OWNER,
    WV_UFDR_ROLE,
    WV_UFDR_FILENAME,
    WV_UFDR_CONTENT_TYPE,
    WV_UFDR_LATITUDE,
    WV_UFDR_LONGITUDE,
    WV_UFDR_DELETED_AT,
    WV_UFDR_FORWARDED,
    WV_UFDR_SLOT_COUNT
} wv_ufdr_slot;

typedef enum wv_ufdr_role { /* what a model is to the one around it */
                            WV_UFDR_NO_ROLE,
                            WV_UFDR_FROM,
                            WV_UFDR_TO,
                            WV_UFDR_PARTY,       /* its own Role says which */
                            WV_UFDR_PARTICIPANT, /* of the chat */
                            WV_UFDR_ATTACHED,
                            WV_UFDR_PLACE,
                            WV_UFDR_QUOTED, /* words of somebody else inside a message */
                            WV_UFDR_INSIDE, /* known, and nothing for us: a contact's photo */
} wv_ufdr_role;

typedef enum wv_ufdr_kind {                   /* what becomes of a model */
                            WV_UFDR_NO_MODEL, /* a type that the table does not have */
                            WV_UFDR_CHAT,
                            WV_UFDR_MESSAGE,
                            WV_UFDR_SMS,
                            WV_UFDR_EMAIL,
                            WV_UFDR_CALL,
                            WV_UFDR_LOCATION,
                            WV_UFDR_NOTE,
                            WV_UFDR_PERSON, /* Party */
                            WV_UFDR_ATTACHMENT,
                            WV_UFDR_COORDINATE,
                            WV_UFDR_WRAPPER, /* holds a quoted message */
} wv_ufdr_kind;

wv_ufdr_kind wv_ufdr_kind_of(wv_str model);
wv_ufdr_slot wv_ufdr_slot_of(wv_ufdr_kind kind, wv_str field);
wv_ufdr_role wv_ufdr_role_of(wv_str field);
/* `WhatsApp Business` -> `whatsapp`; a source that is not in the table comes back as it is. */
wv_str wv_ufdr_channel_of(wv_str source);

typedef struct wv_ufdr_model wv_ufdr_model;

/* Elements come in by the handler, items go to the queue. `part` names the member of the zip. */
wv_ufdr_model *wv_ufdr_model_new(const wv_convert_options *options, wv_convert_queue *queue,
                                 wv_str part);
void wv_ufdr_model_free(wv_ufdr_model *m);
wv_xml_handler wv_ufdr_model_handler(wv_ufdr_model *m);
bool wv_ufdr_model_failed(const wv_ufdr_model *m);  /* out of memory */
bool wv_ufdr_model_seen(const wv_ufdr_model *m);    /* the root was a report of this tool */
uint64_t wv_ufdr_model_end(const wv_ufdr_model *m); /* byte behind the last item or model */

#endif
