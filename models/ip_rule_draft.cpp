#include "models/ip_rule_draft.h"

#include "models/access_texts.h"
#include "models/client/hub_answer.h"
#include "models/client/json_body.h"

#include <algorithm>

namespace deck {
namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

constexpr std::chrono::milliseconds kRefreshAfter = 200ms;
constexpr std::chrono::milliseconds kPreviewAfter = 1s;
constexpr int kPreconditionFailed = 412; ///< RFC 9110 §15.5.13
const QString kPath = u"/admin/access/ip-rules"_s;

HubRequest post(const QString& what, const QByteArray& body)
{
    HubRequest request;
    request.method = "POST"_ba;
    request.path = kPath + what;
    request.body = body;
    return request;
}

} // namespace

IpRuleDraft::IpRuleDraft(HubSession& session, QObject* parent) : QObject(parent), session_(session)
{
    refreshSoon_.setSingleShot(true);
    refreshSoon_.setInterval(kRefreshAfter);
    previewSoon_.setSingleShot(true);
    previewSoon_.setInterval(kPreviewAfter);
    connect(&refreshSoon_, &QTimer::timeout, this, &IpRuleDraft::refresh);
    connect(&previewSoon_, &QTimer::timeout, this, &IpRuleDraft::refreshPreview);
    connect(&session, &HubSession::reconnected, this, &IpRuleDraft::refresh);
    connect(&session, &HubSession::eventsMissed, this, &IpRuleDraft::refresh);
    connect(&session, &HubSession::deviceEvent, this, &IpRuleDraft::takeEvent);
    refresh();
}

QString IpRuleDraft::idleReason(const std::string& name) const
{
    return idle_.value(QString::fromStdString(name));
}

int IpRuleDraft::secondsToGoBack() const
{
    if (!confirmBefore_) {
        return 0;
    }
    const auto left = std::chrono::ceil<std::chrono::seconds>(*confirmBefore_ - session_.hubNow());
    return int(std::max<std::int64_t>(0, left.count()));
}

QString IpRuleDraft::edit(hub::IpRules rules)
{
    const QString complaint = complaintAbout(rules);
    if (!complaint.isEmpty()) {
        return complaint;
    }
    draft_ = std::move(rules);
    ++edition_;
    preview_.reset();
    recount();
    save();
    Q_EMIT changed();
    return {};
}

QString IpRuleDraft::add(const hub::IpRule& rule)
{
    return insert(draft_.rules.size(), rule);
}

QString IpRuleDraft::insert(std::size_t at, const hub::IpRule& rule)
{
    hub::IpRules rules = draft_;
    const std::size_t place = std::min(at, rules.rules.size());
    rules.rules.insert(rules.rules.begin() + std::ptrdiff_t(place), rule);
    return edit(std::move(rules));
}

QString IpRuleDraft::replace(std::size_t at, const hub::IpRule& rule)
{
    hub::IpRules rules = draft_;
    rules.rules.at(at) = rule;
    return edit(std::move(rules));
}

void IpRuleDraft::remove(std::size_t at)
{
    hub::IpRules rules = draft_;
    rules.rules.erase(rules.rules.begin() + std::ptrdiff_t(at));
    edit(std::move(rules));
}

void IpRuleDraft::move(std::size_t from, std::size_t to)
{
    hub::IpRules rules = draft_;
    const auto first = rules.rules.begin();
    const auto source = first + std::ptrdiff_t(from);
    const auto target = first + std::ptrdiff_t(to);
    if (from < to) {
        std::rotate(source, source + 1, target + 1);
    } else {
        std::rotate(target, source, source + 1);
    }
    edit(std::move(rules));
}

void IpRuleDraft::setDefault(hub::AccessScope scope, bool accepts)
{
    hub::IpRules rules = draft_;
    rules.acceptsOthers[std::size_t(scope)] = accepts;
    if (!(rules == draft_)) {
        edit(std::move(rules));
    }
}

void IpRuleDraft::discard()
{
    edit(active_);
}

void IpRuleDraft::save()
{
    if (saving_) {
        unsaved_ = true;
        return;
    }
    saving_ = true;
    unsaved_ = false;
    HubRequest request;
    request.method = "PUT"_ba;
    request.path = kPath + u"/draft"_s;
    request.body = jsonBody(draft_);
    request.ifMatch = u'"' + etag_ + u'"';
    session_.client().send(request, this, [this, edition = edition_](const HubReply& reply) {
        takeSaved(reply, edition);
    });
}

void IpRuleDraft::takeSaved(const HubReply& reply, quint64 edition)
{
    saving_ = false;
    const auto answer = answerFrom(reply, &hub::api::ipRulesStateFrom);
    if (!answer.value) {
        ++edition_;
        unsaved_ = false;
        const HubError error = rightsError(session_, answer.error);
        Q_EMIT saveFailed(reply.status == kPreconditionFailed
                              ? tr("Somebody else changed the rules meanwhile. What you see now "
                                   "is theirs; make your change again.")
                              : (tr("The change was not saved.") + u' ' + error.message + u' ' +
                                 error.remedy)
                                    .trimmed());
        refresh();
        return;
    }
    takeState(*answer.value, edition == edition_);
    if (unsaved_) {
        save();
    } else {
        refreshPreview();
    }
    Q_EMIT changed();
}

void IpRuleDraft::refresh()
{
    if (saving_ || !session_.isOnline() || !session_.supports("access")) {
        return;
    }
    HubRequest request;
    request.path = kPath;
    session_.client().send(request, this, [this, edition = edition_](const HubReply& reply) {
        if (edition == edition_ && !saving_) {
            take(reply);
        }
    });
}

void IpRuleDraft::take(const HubReply& reply)
{
    const auto answer = answerFrom(reply, &hub::api::ipRulesStateFrom);
    error_ = rightsError(session_, answer.error);
    if (answer.value) {
        takeState(*answer.value, true);
        refreshPreview();
    }
    Q_EMIT changed();
}

void IpRuleDraft::takeState(const hub::api::IpRulesState& state, bool withDraft)
{
    known_ = true;
    active_ = state.active;
    if (withDraft) {
        draft_ = state.draft;
    }
    etag_ = QString::fromStdString(state.etag);
    confirmBefore_ = state.unconfirmed ? state.confirmBefore : std::nullopt;
    recount();
}

void IpRuleDraft::recount()
{
    changes_ = changesBetween(active_, draft_);
    idle_ = idleReasons(draft_);
    if (changes_.count() == 0) {
        preview_.reset();
    }
}

void IpRuleDraft::refreshPreview()
{
    if (changes_.count() == 0 || saving_ || !session_.isOnline()) {
        return;
    }
    session_.client().send(
        post(u"/preview"_s, {}), this, [this, edition = edition_](const HubReply& reply) {
            const auto answer = answerFrom(reply, &hub::api::ipRulesPreviewFrom);
            if (edition == edition_ && changes_.count() > 0) {
                preview_ = answer.value;
                Q_EMIT changed();
            }
        });
}

/// Rules change, also by others; and who is connected does, so that the preview is another.
void IpRuleDraft::takeEvent(const hub::api::Event& event)
{
    if (event.type == "access") {
        refreshSoon_.start();
    } else if (changes_.count() > 0 && !previewSoon_.isActive() &&
               (event.type == "device-connected" || event.type == "device-disconnected")) {
        previewSoon_.start();
    }
}

void IpRuleDraft::apply(std::chrono::seconds confirmWithin, ActDone done)
{
    const QJsonObject body{{u"confirmWithin"_s, qint64(confirmWithin.count())}};
    act(u"/apply"_s, jsonBody(body), std::move(done),
        {{}, tr("The rules count now. Keep them, or they go back by themselves.")});
}

void IpRuleDraft::confirm(ActDone done)
{
    act(u"/confirm"_s, {}, std::move(done), {{}, tr("The rules stay.")});
}

void IpRuleDraft::goBack(ActDone done)
{
    act(u"/revert"_s, {}, std::move(done),
        {{}, tr("The rules from before count again. The draft is kept.")});
}

void IpRuleDraft::importDocument(const QByteArray& json, ActDone done)
{
    act(u"/import"_s, json, std::move(done),
        {{}, tr("The rules of the document are the draft now. Nothing counts before you apply.")});
}

/// It comes with a preview, whatever the draft is.
void IpRuleDraft::askOwnAddress(std::function<void(const ActResult&, const QString&)> done)
{
    session_.client().send(
        post(u"/preview"_s, {}), this, [this, done = std::move(done)](const HubReply& reply) {
            const auto answer = answerFrom(reply, &hub::api::ipRulesPreviewFrom);
            HubReply worded = reply;
            worded.error = rightsError(session_, answer.error);
            done(actResultOf(worded, tr("Your address is not known."), {}),
                 answer.value ? addressWithoutPort(QString::fromStdString(answer.value->address))
                              : QString());
        });
}

void IpRuleDraft::act(const QString& what,
                      const QByteArray& body,
                      ActDone done,
                      const ActResult& words)
{
    HubRequest request = post(what, body);
    request.ifMatch = u'"' + etag_ + u'"';
    busy_ = true;
    session_.client().send(request, this, [this, done, words](const HubReply& reply) {
        busy_ = false;
        const auto answer = answerFrom(reply, &hub::api::ipRulesStateFrom);
        if (answer.value) {
            ++edition_;
            takeState(*answer.value, true);
            refreshPreview();
        } else {
            refresh();
        }
        Q_EMIT changed();
        HubReply worded = reply;
        worded.error = rightsError(session_, answer.error);
        done(actResultOf(worded, tr("That did not work."), words.text));
    });
    Q_EMIT changed();
}

void IpRuleDraft::exportDocument(hub::AccessScope scope,
                                 std::function<void(const ActResult&, const QByteArray&)> done)
{
    HubRequest request;
    request.path = kPath + u"/export"_s;
    request.query.addQueryItem(u"scope"_s, QString::fromStdString(std::string(nameOf(scope))));
    session_.client().send(request, this, [this, done = std::move(done)](const HubReply& reply) {
        HubReply worded = reply;
        worded.error = rightsError(session_, reply.error);
        done(actResultOf(worded, tr("The rules could not be exported."), {}),
             QJsonDocument::fromJson(reply.body).toJson(QJsonDocument::Indented));
    });
}

} // namespace deck
