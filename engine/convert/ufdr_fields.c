/* SPDX-License-Identifier: EUPL-1.2 */
/* ufdr_fields.c: the names that a Cellebrite report uses, and what each is to us.
 *
 * In: names of models and fields. Out: kinds, slots, roles. Neighbour: ufdr_model.c. The table
 * holds names of several versions of the schema side by side (Email and EMail, Party and Parties).
 * IGNORED is for fields that no judgement could ever need; when in doubt a name is left out, and so
 * counted as unknown. Cost: a walk of a short table. */
#include "convert/ufdr.h"

static const struct {
    const char *name;
    wv_ufdr_kind kind;
} g_models[] = {
    {"InstantMessage", WV_UFDR_MESSAGE},
    {"Party", WV_UFDR_PERSON},
    {"Attachment", WV_UFDR_ATTACHMENT},
    {"Chat", WV_UFDR_CHAT},
    {"SMS", WV_UFDR_SMS},
    {"MMS", WV_UFDR_SMS},
    {"Call", WV_UFDR_CALL},
    {"Email", WV_UFDR_EMAIL},
    {"EMail", WV_UFDR_EMAIL},
    {"Location", WV_UFDR_LOCATION},
    {"Coordinate", WV_UFDR_COORDINATE},
    {"Note", WV_UFDR_NOTE},
    {"Notes", WV_UFDR_NOTE},
    {"Voicemail", WV_UFDR_CALL},
    {"QuotedMessageData", WV_UFDR_WRAPPER},
    {"ReplyMessageData", WV_UFDR_WRAPPER},
    {"ForwardedMessageData", WV_UFDR_WRAPPER},
    {"MessageExtraData", WV_UFDR_WRAPPER},
};

wv_ufdr_kind wv_ufdr_kind_of(wv_str model)
{
    for (size_t i = 0; i < sizeof g_models / sizeof *g_models; i++)
        if (wv_str_is(model, g_models[i].name)) return g_models[i].kind;
    return WV_UFDR_NO_MODEL;
}

/* The same name means the same in every model but where a bit says otherwise. */
enum {
    ITEMS = 1 << WV_UFDR_CHAT | 1 << WV_UFDR_MESSAGE | 1 << WV_UFDR_SMS | 1 << WV_UFDR_EMAIL |
            1 << WV_UFDR_CALL | 1 << WV_UFDR_LOCATION | 1 << WV_UFDR_NOTE | 1 << WV_UFDR_NO_MODEL,
    TEXTS = 1 << WV_UFDR_MESSAGE | 1 << WV_UFDR_SMS | 1 << WV_UFDR_EMAIL | 1 << WV_UFDR_NOTE |
            1 << WV_UFDR_NO_MODEL | 1 << WV_UFDR_WRAPPER,
    ANY = ~0
};

static const struct {
    const char *name;
    wv_ufdr_slot slot;
    int kinds;
} g_fields[] = {
    {"Body", WV_UFDR_BODY, TEXTS},
    {"Text", WV_UFDR_BODY, TEXTS},
    {"Content", WV_UFDR_BODY, TEXTS},
    {"Summary", WV_UFDR_SUBJECT, TEXTS},
    {"Subject", WV_UFDR_SUBJECT, TEXTS},
    {"Title", WV_UFDR_SUBJECT, TEXTS},
    {"TimeStamp", WV_UFDR_TIME, ITEMS},
    {"Timestamp", WV_UFDR_TIME, ITEMS},
    {"StartTime", WV_UFDR_TIME, 1 << WV_UFDR_CHAT | 1 << WV_UFDR_CALL},
    {"Creation", WV_UFDR_TIME, 1 << WV_UFDR_NOTE},
    {"CreationTime", WV_UFDR_TIME, 1 << WV_UFDR_NOTE},
    {"Source", WV_UFDR_SOURCE, ITEMS},
    {"SourceApplication", WV_UFDR_SOURCE, ITEMS},
    {"Application", WV_UFDR_SOURCE, ITEMS},
    {"Status", WV_UFDR_STATUS, ITEMS},
    {"Type", WV_UFDR_TYPE, ITEMS},
    {"Direction", WV_UFDR_TYPE, ITEMS},
    {"Folder", WV_UFDR_FOLDER, ITEMS},
    {"Duration", WV_UFDR_DURATION, 1 << WV_UFDR_CALL},
    {"Identifier", WV_UFDR_IDENTIFIER, 1 << WV_UFDR_PERSON},
    {"Identifier", WV_UFDR_IGNORED, ITEMS},
    {"Name", WV_UFDR_NAME, ANY},
    {"IsPhoneOwner", WV_UFDR_OWNER, 1 << WV_UFDR_PERSON},
    {"Role", WV_UFDR_ROLE, 1 << WV_UFDR_PERSON},
    {"Filename", WV_UFDR_FILENAME, 1 << WV_UFDR_ATTACHMENT},
    {"Title", WV_UFDR_NAME, 1 << WV_UFDR_ATTACHMENT},
    {"ContentType", WV_UFDR_CONTENT_TYPE, 1 << WV_UFDR_ATTACHMENT},
    {"Latitude", WV_UFDR_LATITUDE, 1 << WV_UFDR_COORDINATE},
    {"Longitude", WV_UFDR_LONGITUDE, 1 << WV_UFDR_COORDINATE},
    {"DateDeleted", WV_UFDR_DELETED_AT, ITEMS},
    {"DeletedTime", WV_UFDR_DELETED_AT, ITEMS},
    {"IsForwarded", WV_UFDR_FORWARDED, ITEMS},
    {"Label", WV_UFDR_IGNORED, ANY},
    {"UserMapping", WV_UFDR_IGNORED, ANY},
    {"Id", WV_UFDR_IGNORED, ANY},
    {"ChatId", WV_UFDR_IGNORED, ANY},
    {"Platform", WV_UFDR_IGNORED, ANY},
    {"Account", WV_UFDR_IGNORED, ANY},
    {"ServiceIdentifier", WV_UFDR_IGNORED, ANY},
    {"LastActivity", WV_UFDR_IGNORED, 1 << WV_UFDR_CHAT},
    {"DateRead", WV_UFDR_IGNORED, ITEMS},
    {"DateDelivered", WV_UFDR_IGNORED, ITEMS | 1 << WV_UFDR_PERSON},
    {"DatePlayed", WV_UFDR_IGNORED, ITEMS | 1 << WV_UFDR_PERSON},
    {"SMSC", WV_UFDR_IGNORED, 1 << WV_UFDR_SMS},
    {"Priority", WV_UFDR_IGNORED, ITEMS},
    {"VideoCall", WV_UFDR_IGNORED, 1 << WV_UFDR_CALL},
    {"CountryCode", WV_UFDR_IGNORED, 1 << WV_UFDR_CALL},
    {"NetworkCode", WV_UFDR_IGNORED, 1 << WV_UFDR_CALL},
    {"NetworkName", WV_UFDR_IGNORED, 1 << WV_UFDR_CALL},
    {"attachment_extracted_path", WV_UFDR_IGNORED, 1 << WV_UFDR_ATTACHMENT},
    {"Charset", WV_UFDR_IGNORED, 1 << WV_UFDR_ATTACHMENT},
    {"URL", WV_UFDR_IGNORED, 1 << WV_UFDR_ATTACHMENT},
    {"Elevation", WV_UFDR_IGNORED, 1 << WV_UFDR_COORDINATE},
    {"Map", WV_UFDR_IGNORED, 1 << WV_UFDR_COORDINATE},
    {"Confidence", WV_UFDR_IGNORED, ANY},
};

wv_ufdr_slot wv_ufdr_slot_of(wv_ufdr_kind kind, wv_str field)
{
    for (size_t i = 0; i < sizeof g_fields / sizeof *g_fields; i++)
        if (g_fields[i].kinds >> kind & 1 && wv_str_is(field, g_fields[i].name))
            return g_fields[i].slot;
    return WV_UFDR_UNKNOWN;
}

static const struct {
    const char *name;
    wv_ufdr_role role;
} g_roles[] = {
    {"From", WV_UFDR_FROM},
    {"To", WV_UFDR_TO},
    {"Messages", WV_UFDR_NO_ROLE},
    {"Participants", WV_UFDR_PARTICIPANT},
    {"Attachments", WV_UFDR_ATTACHED},
    {"Attachment", WV_UFDR_ATTACHED},
    {"Party", WV_UFDR_PARTY},
    {"Parties", WV_UFDR_PARTY},
    {"Cc", WV_UFDR_TO},
    {"Bcc", WV_UFDR_TO},
    {"Position", WV_UFDR_PLACE},
    {"Coordinate", WV_UFDR_PLACE},
    {"QuotedMessage", WV_UFDR_QUOTED},
    {"QuotedMessageData", WV_UFDR_QUOTED},
    {"ReplyMessage", WV_UFDR_QUOTED},
    {"ReplyMessageData", WV_UFDR_QUOTED},
    {"ForwardedMessageData", WV_UFDR_QUOTED},
    {"MessageExtraData", WV_UFDR_QUOTED},
    {"OriginalSender", WV_UFDR_INSIDE},
    {"Photos", WV_UFDR_INSIDE},
    {"Photo", WV_UFDR_INSIDE},
};

wv_ufdr_role wv_ufdr_role_of(wv_str field)
{
    for (size_t i = 0; i < sizeof g_roles / sizeof *g_roles; i++)
        if (wv_str_is(field, g_roles[i].name)) return g_roles[i].role;
    return WV_UFDR_NO_ROLE;
}

static const struct {
    const char *source, *channel;
} g_channels[] = {
    {"WhatsApp", "whatsapp"},
    {"WhatsApp Business", "whatsapp"},
    {"Facebook Messenger", "messenger"},
    {"Messenger", "messenger"},
    {"Instagram", "instagram"},
    {"Instagram Direct", "instagram"},
    {"Signal", "signal"},
    {"Signal Private Messenger", "signal"},
    {"Telegram", "telegram"},
    {"Snapchat", "snapchat"},
    {"TikTok", "tiktok"},
    {"Native Messages", "sms"},
    {"iMessage", "imessage"},
    {"iMessage: ", "imessage"},
    {"Gmail", "email"},
    {"Mail", "email"},
    {"Outlook", "email"},
};

wv_str wv_ufdr_channel_of(wv_str source)
{
    for (size_t i = 0; i < sizeof g_channels / sizeof *g_channels; i++)
        if (wv_str_is(source, g_channels[i].source)) return wv_str_of(g_channels[i].channel);
    return source;
}
