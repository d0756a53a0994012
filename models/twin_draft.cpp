#include "models/twin_draft.h"

#include "models/client/hub_client.h"
#include "models/hub_session.h"
#include "models/json_merge.h"
#include "models/texts.h"

#include "domain/limits.h"
#include "domain/twin_limits.h"

#include "base/json_writer.h"

#include <QRegularExpression>

#include <utility>

namespace deck {
namespace {

using namespace Qt::StringLiterals;
namespace json = hub::json;

constexpr int kPreconditionFailed = 412;

std::string_view view(const QByteArray& bytes)
{
    return {bytes.constData(), std::size_t(bytes.size())};
}

/// The keys that a message of domain/twin_limits names, outermost first.
QStringList keysNamedIn(const QString& message)
{
    static const QRegularExpression inQuotes(u"'((?:tags|properties\\.(?:desired|reported))[^']*)'"_s);
    static const QRegularExpression propertyName(u"^Property name '([^']*)'"_s);
    static const QRegularExpression prefix(u"^(?:tags|properties\\.\\w+)\\.?"_s);
    static const QRegularExpression index(u"\\[\\d+\\]"_s);
    QString path = inQuotes.match(message).captured(1);
    path.remove(prefix).remove(index);
    QStringList keys = path.split(u'.', Qt::SkipEmptyParts);
    if (const auto name = propertyName.match(message); name.hasMatch()) {
        keys << name.captured(1);
    }
    return keys;
}

/// Where the last of the keys stands, each looked for behind the one before.
qsizetype placeOfKeys(const QString& text, const QStringList& keys)
{
    qsizetype at = 0;
    for (const QString& key : keys) {
        const qsizetype next = text.indexOf(u'"' + key + u'"', at);
        at = next < 0 ? at : next;
    }
    return at;
}

JsonFault limitFault(const QString& text, const hub::Error& error)
{
    const QString message = QString::fromStdString(error.detail);
    JsonFault fault;
    const QStringList keys = keysNamedIn(message);
    if (keys.isEmpty()) {
        fault.sentence = sentence(message);
        return fault;
    }
    const QString before = text.left(placeOfKeys(text, keys));
    fault.line = int(before.count(u'\n')) + 1;
    fault.column = int(before.size() - before.lastIndexOf(u'\n'));
    fault.sentence = TwinDraft::tr("Line %1, column %2: %3")
                         .arg(fault.line)
                         .arg(fault.column)
                         .arg(sentence(message));
    return fault;
}

std::string etagOf(const json::object& twin)
{
    const json::value* const etag = twin.if_contains("etag");
    return etag != nullptr && etag->is_string() ? std::string(etag->get_string()) : std::string();
}

std::optional<json::object> objectOf(const QByteArray& text)
{
    auto parsed = hub::parseJson(view(text));
    if (!parsed || !parsed.value().is_object()) {
        return std::nullopt;
    }
    return std::move(parsed.value().get_object());
}

QString prettyText(const json::object& object)
{
    return prettyJson(QByteArray::fromStdString(hub::jsonText(object)));
}

} // namespace

TwinDraft::TwinDraft(HubSession& session, hub::TwinPart part, QObject* parent)
    : QObject(parent), session_(session), part_(part)
{
}

const char* TwinDraft::name() const
{
    return part_ == hub::TwinPart::Tags ? "tags" : "desired";
}

std::size_t TwinDraft::mostSize() const
{
    return part_ == hub::TwinPart::Tags ? hub::limits::kMaxTagsBytes
                                        : hub::limits::kMaxTwinSectionBytes;
}

/// Without what only the hub writes.
std::optional<json::object> TwinDraft::partOf(const QByteArray& twin) const
{
    const auto whole = objectOf(twin);
    const json::value* part = whole ? whole->if_contains("tags") : nullptr;
    if (whole && part_ != hub::TwinPart::Tags) {
        const json::value* const properties = whole->if_contains("properties");
        part = properties != nullptr && properties->is_object()
                   ? properties->get_object().if_contains(name())
                   : nullptr;
    }
    if (part == nullptr || !part->is_object()) {
        return std::nullopt;
    }
    json::object values = part->get_object();
    values.erase("$metadata");
    values.erase("$version");
    return values;
}

bool TwinDraft::begin(const QString& deviceId, const QByteArray& twin)
{
    const auto values = partOf(twin);
    if (!values) {
        return false;
    }
    ++turn_;
    deviceId_ = deviceId;
    open_ = true;
    saving_ = false;
    text_ = prettyText(*values);
    rebase(twin, *values);
    return true;
}

/// From now on the twin is the one to compare with, and its ETag the one to save with.
void TwinDraft::rebase(const QByteArray& twin, const json::object& values)
{
    etag_ = QString::fromStdString(etagOf(*objectOf(twin)));
    base_ = values;
    newer_.clear();
    check();
}

void TwinDraft::drop()
{
    if (open_) {
        end();
        Q_EMIT changed();
    }
}

void TwinDraft::end()
{
    ++turn_;
    open_ = false;
    saving_ = false;
    newer_.clear();
    text_.clear();
    fault_.reset();
    base_.clear();
    wanted_.clear();
}

void TwinDraft::setText(const QString& text)
{
    if (open_ && text_ != text) {
        text_ = text;
        check();
    }
}

void TwinDraft::check()
{
    const QByteArray text = text_.toUtf8();
    fault_ = jsonFault(text);
    auto object = fault_ ? std::nullopt : objectOf(text);
    if (!fault_ && !object) {
        fault_ = JsonFault{.sentence = tr("Line 1, column 1: this must be an object, in { }.")};
    }
    if (object) {
        object->erase("$metadata");
        object->erase("$version");
        size_ = hub::twinSize(*object);
        const auto good = hub::checkTwinPart(*object, part_);
        if (!good) {
            fault_ = limitFault(text_, good.error());
        }
        wanted_ = withoutNulls(*object);
    }
    Q_EMIT changed();
}

bool TwinDraft::isChanged() const
{
    return open_ && (fault_ || wanted_ != base_);
}

std::vector<JsonChange> TwinDraft::changes() const
{
    if (!open_ || fault_) {
        return {};
    }
    return changesIn(hub::jsonText(base_), hub::jsonText(wanted_));
}

void TwinDraft::noteTwin(const QByteArray& twin)
{
    const auto values = open_ ? partOf(twin) : std::nullopt;
    if (!values || saving_) {
        return;
    }
    const std::string etag = etagOf(*objectOf(twin));
    const bool outdated = etag != etag_.toStdString();
    if (outdated && *values == base_) {
        etag_ = QString::fromStdString(etag); // another part of the twin was written
        return;
    }
    if (outdated != isOutdated() || (outdated && newer_ != twin)) {
        newer_ = outdated ? twin : QByteArray();
        Q_EMIT changed();
    }
}

QByteArray TwinDraft::patchBody(const json::object& patch) const
{
    json::object body;
    if (part_ == hub::TwinPart::Tags) {
        body["tags"] = patch;
    } else {
        body["properties"] = json::object{{name(), patch}};
    }
    return QByteArray::fromStdString(hub::jsonText(body));
}

HubRequest TwinDraft::request(const QByteArray& method, const QString& deviceId) const
{
    HubRequest request;
    request.method = method;
    request.path = u"/twins/"_s + deviceId;
    request.query.addQueryItem(u"api-version"_s, u"2021-04-12"_s);
    return request;
}

void TwinDraft::save()
{
    if (!open_ || fault_ || saving_) {
        return;
    }
    saving_ = true;
    HubRequest patch = request("PATCH"_ba, deviceId_);
    patch.body = patchBody(mergePatch(base_, wanted_));
    patch.ifMatch = u'"' + etag_ + u'"';
    session_.client().send(patch, this, [this, turn = turn_, before = base_](const HubReply& reply) {
        if (turn == turn_) {
            takeSaved(reply, before);
        }
    });
    Q_EMIT changed();
}

void TwinDraft::takeSaved(const HubReply& reply, const json::object& before)
{
    if (reply.status == kPreconditionFailed) {
        readAgain();
        return;
    }
    saving_ = false;
    const auto now = reply.ok() ? partOf(reply.body) : std::nullopt;
    if (!now) {
        HubError error = rightsError(session_, reply.error);
        if (reply.ok()) {
            error.kind = HubError::Kind::Malformed;
            error.message = tr("The hub's answer is not a twin.");
        }
        Q_EMIT changed();
        Q_EMIT failed(error);
        return;
    }
    const std::size_t count = changes().size();
    undo_ = Undo{deviceId_, patchBody(mergePatch(*now, before)),
                 QString::fromStdString(etagOf(*objectOf(reply.body)))};
    const QString what = part_ == hub::TwinPart::Tags ? tr("tags") : tr("desired properties");
    const QString text =
        count == 1 ? tr("1 change of the %1 of %2 is saved").arg(what, plainLine(deviceId_, 60))
                   : tr("%1 changes of the %2 of %3 are saved")
                         .arg(QString::number(count), what, plainLine(deviceId_, 60));
    end();
    Q_EMIT changed();
    Q_EMIT saved(text);
}

/// Somebody was faster: what there is now decides what can be chosen.
void TwinDraft::readAgain()
{
    session_.client().send(
        request("GET"_ba, deviceId_), this, [this, turn = turn_](const HubReply& reply) {
            if (turn != turn_) {
                return;
            }
            saving_ = false;
            if (!reply.ok() || !partOf(reply.body)) {
                Q_EMIT changed();
                Q_EMIT failed(reply.error);
                return;
            }
            newer_ = reply.body;
            Q_EMIT changed();
            Q_EMIT conflicted();
        });
}

std::vector<JsonChange> TwinDraft::theirs() const
{
    const auto now = partOf(newer_);
    return now ? changesIn(hub::jsonText(base_), hub::jsonText(*now)) : std::vector<JsonChange>();
}

void TwinDraft::takeTheirs()
{
    const QByteArray twin = newer_;
    if (const auto now = partOf(twin)) {
        text_ = prettyText(*now);
        rebase(twin, *now);
    }
}

void TwinDraft::applyMine()
{
    const QByteArray twin = newer_;
    const auto now = partOf(twin);
    if (!now || fault_) {
        return;
    }
    const auto mine = hub::merge(*now, mergePatch(base_, wanted_), part_);
    if (!mine) {
        HubError error;
        error.kind = HubError::Kind::Refused;
        error.message = sentence(QString::fromStdString(mine.error().detail));
        Q_EMIT failed(error);
        return;
    }
    text_ = prettyText(mine.value());
    rebase(twin, *now);
    save();
}

void TwinDraft::undo(const ActDone& done)
{
    if (!undo_) {
        return;
    }
    const Undo undo = *std::exchange(undo_, std::nullopt);
    HubRequest patch = request("PATCH"_ba, undo.deviceId);
    patch.body = undo.body;
    patch.ifMatch = u'"' + undo.etag + u'"';
    const QString device = plainLine(undo.deviceId, 60);
    session_.client().send(patch, this, [this, done, device](const HubReply& reply) {
        HubReply answer = reply;
        answer.error = rightsError(session_, reply.error);
        if (reply.status == kPreconditionFailed) {
            answer.error.message = tr("The twin has been changed by somebody else since.");
            answer.error.remedy = tr("Look at it, and change it by hand.");
        }
        done(actResultOf(answer, tr("The change was not taken back."),
                         tr("The twin of %1 is as it was before").arg(device)));
    });
}

} // namespace deck
