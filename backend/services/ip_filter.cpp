#include "services/ip_filter.h"

#include "base/json_writer.h"
#include "base/text.h"

namespace hub {
namespace {

// Settings. The first is "<etag> <rules>", the others rules; empty = none.
constexpr std::string_view kActive = "access.ip.active";
constexpr std::string_view kDraft = "access.ip.draft";
constexpr std::string_view kBefore = "access.ip.before"; ///< of rules that nobody has confirmed

constexpr std::string_view kReverted = "ipRules.revert"; ///< in the audit log

std::string textOf(const IpRules& rules)
{
    std::string text;
    JsonWriter writer(text);
    write(writer, rules);
    return text;
}

Result<IpRules> rulesFrom(std::string_view text)
{
    HUB_TRY(const json::value parsed, parseJson(text));
    return ipRulesFrom(JsonView(parsed));
}

Result<std::optional<IpRules>> readRules(Storage& storage, std::string_view setting)
{
    HUB_TRY(const auto text, storage.settings().get(setting));
    if (!text || text->empty()) {
        return std::nullopt;
    }
    HUB_TRY(IpRules rules, rulesFrom(*text));
    return std::optional(std::move(rules));
}

/// Without the time to confirm, which no store knows.
Result<IpRulesView> readView(Storage& storage)
{
    IpRulesView view;
    HUB_TRY(const auto text, storage.settings().get(kActive));
    if (text) {
        const auto [etag, rules] = cut(*text, ' ');
        view.etag = toInteger<std::uint64_t>(etag).value_or(0);
        HUB_TRY(view.active, rulesFrom(rules.value_or("")));
    }
    HUB_TRY(std::optional<IpRules> draft, readRules(storage, kDraft));
    view.draft = draft ? std::move(*draft) : view.active;
    return view;
}

Result<void> writeView(Storage& storage,
                       const IpRulesView& view,
                       const std::optional<IpRules>& before)
{
    SettingStore& settings = storage.settings();
    HUB_TRYV(settings.set(kActive, std::to_string(view.etag) + " " + textOf(view.active)));
    HUB_TRYV(settings.set(kDraft, view.draft == view.active ? "" : textOf(view.draft)));
    return settings.set(kBefore, before ? textOf(*before) : "");
}

Result<void> checkCondition(const EtagCondition& condition, std::uint64_t etag)
{
    return condition.matches(etag)
               ? Result<void>(success())
               : fail(Errc::PreconditionFailed, "the rules were changed meanwhile; read them again");
}

Error nothingToConfirm()
{
    return fail(Errc::InvalidOperation, "no rules wait to be confirmed");
}

IpRulesPreview::Caller callerOf(const CompiledIpRules& rules,
                                AccessScope scope,
                                const std::optional<IpAddress>& address)
{
    if (!address) {
        return {};
    }
    const auto verdict = rules.decide(scope, *address);
    return {verdict.accepts, rules.text(verdict)};
}

/// The draft stays, to be mended.
Result<void> takeBack(IpRulesView& view, std::optional<IpRules>& before)
{
    if (!before) {
        return nothingToConfirm();
    }
    view.active = std::move(*before);
    before.reset();
    return success();
}

/// What counts, when that changes, else the draft.
void noteRules(const AuditNotePtr& note, const IpRulesView& before, const IpRulesView& after)
{
    if (before.active != after.active) {
        noteChange(note, textOf(before.active), textOf(after.active));
    } else if (before.draft != after.draft) {
        noteChange(note, textOf(before.draft), textOf(after.draft));
    }
}

/// One change of the settings.
Result<IpRulesView> change(
    Storage& storage,
    const std::function<Result<void>(IpRulesView&, std::optional<IpRules>&)>& edit,
    const AuditNotePtr& note)
{
    HUB_TRY(IpRulesView view, readView(storage));
    HUB_TRY(std::optional<IpRules> before, readRules(storage, kBefore));
    const IpRulesView old = view;
    HUB_TRYV(edit(view, before));
    noteRules(note, old, view);
    ++view.etag;
    view.isUnconfirmed = before.has_value();
    HUB_TRYV(writeView(storage, view, before));
    return view;
}

} // namespace

Result<IpRules> activeIpRules(Storage& storage)
{
    HUB_TRY(IpRulesView view, readView(storage));
    return std::move(view.active);
}

Result<IpRules> loadIpRules(Storage& storage, AuditTrail& trail)
{
    HUB_TRY(IpRulesView view, readView(storage));
    HUB_TRY(std::optional<IpRules> before, readRules(storage, kBefore));
    if (before) {
        AuditNote note(trail, auditByHub(kReverted));
        note.record().before = textOf(view.active);
        note.record().after = textOf(*before);
        view.active = std::move(*before);
        ++view.etag;
        HUB_TRYV(storage.transaction([&]() -> Result<void> {
            HUB_TRYV(writeView(storage, view, std::nullopt));
            return note.append(storage);
        }));
        note.committed();
    }
    return view.active;
}

boost::asio::awaitable<Result<IpRulesView>> IpFilter::view()
{
    auto work = [](Storage& storage) { return readView(storage); };
    HUB_CO_TRY(IpRulesView view, co_await parts_.workers.read(work));
    const auto until = revertAt_.with([](const auto& time) { return time; });
    if (until) {
        view.isUnconfirmed = true;
        view.confirmBefore = parts_.clock.wall() +
                             std::chrono::duration_cast<Micros>(*until - parts_.clock.mono());
    }
    co_return view;
}

boost::asio::awaitable<Result<IpRulesPreview>> IpFilter::preview(std::string address)
{
    auto work = [](Storage& storage) { return readView(storage); };
    HUB_CO_TRY(IpRulesView view, co_await parts_.workers.read(work));
    const CompiledIpRules draft(std::move(view.draft));
    const std::optional<IpAddress> from = addressOfPeer(address);
    IpRulesPreview preview;
    preview.idle = draft.idleRules();
    preview.service = callerOf(draft, AccessScope::Service, from);
    preview.admin = callerOf(draft, AccessScope::Admin, from);
    for (const auto& session : parts_.sessions.live()) {
        ++preview.connections;
        const auto device = callerOf(draft, AccessScope::Device, session->subject.address);
        if (device.accepts) {
            continue;
        }
        ++preview.cut;
        if (preview.named.size() < limits::kMaxCutConnectionsNamed) {
            preview.named.push_back({session, device.rule});
        }
    }
    co_return preview;
}

boost::asio::awaitable<Result<IpRulesView>> IpFilter::setDraft(IpRules draft,
                                                               EtagCondition condition,
                                                               std::string by,
                                                               AuditNotePtr note)
{
    Edit edit = [draft = std::move(draft), condition](IpRulesView& view, std::optional<IpRules>&)
        -> Result<void> {
        HUB_TRYV(checkCondition(condition, view.etag));
        view.draft = draft;
        return success();
    };
    co_return co_await write(std::move(edit), "ip-rules-drafted", std::move(by), std::move(note));
}

boost::asio::awaitable<Result<IpRulesView>> IpFilter::apply(std::chrono::seconds confirmWithin,
                                                            EtagCondition condition,
                                                            std::string by,
                                                            AuditNotePtr note)
{
    Edit edit = [this, confirmWithin, condition](IpRulesView& view,
                                                 std::optional<IpRules>& before) -> Result<void> {
        HUB_TRYV(checkCondition(condition, view.etag));
        if (before) {
            return fail(Errc::InvalidOperation, "confirm or revert the rules that count now first");
        }
        before = std::exchange(view.active, view.draft);
        view.confirmBefore = parts_.clock.wall() + confirmWithin;
        return success();
    };
    co_return co_await write(std::move(edit), "ip-rules-applied", std::move(by), std::move(note));
}

boost::asio::awaitable<Result<IpRulesView>> IpFilter::confirm(std::string by, AuditNotePtr note)
{
    Edit edit = [](IpRulesView&, std::optional<IpRules>& before) -> Result<void> {
        if (!before) {
            return nothingToConfirm();
        }
        before.reset();
        return success();
    };
    co_return co_await write(std::move(edit), "ip-rules-confirmed", std::move(by), std::move(note));
}

boost::asio::awaitable<Result<IpRulesView>> IpFilter::revert(std::string by, AuditNotePtr note)
{
    Edit edit = takeBack;
    co_return co_await write(std::move(edit), "ip-rules-reverted", std::move(by), std::move(note));
}

boost::asio::awaitable<Result<IpRulesView>> IpFilter::write(Edit edit,
                                                            std::string what,
                                                            std::string by,
                                                            AuditNotePtr note)
{
    auto work = [edit = std::move(edit), note](Storage& storage) {
        return change(storage, edit, note);
    };
    auto committed = [this](const IpRulesView& view) { takeEffect(view); };
    HUB_CO_TRY(IpRulesView view, co_await parts_.workers.write(work, committed, note));
    announce(what, by);
    co_return view;
}

/// On the writer, so in the order of the commits.
void IpFilter::takeEffect(const IpRulesView& view)
{
    revertAt_.with([&](auto& time) {
        if (!view.isUnconfirmed) {
            time.reset();
        } else if (view.confirmBefore) { // they have just been applied
            time = parts_.clock.mono() + (*view.confirmBefore - parts_.clock.wall());
        }
    });
    if (view.active == parts_.active.rules()->ipRules->rules()) {
        return;
    }
    parts_.active.change([&view](AccessRules& rules) {
        rules.ipRules = std::make_shared<const CompiledIpRules>(view.active);
    });
    parts_.live.recheck([](const AccessSubject&) { return true; });
}

void IpFilter::sweep()
{
    const bool isOver = revertAt_.with([this](auto& time) {
        const bool over = time && parts_.clock.mono() >= *time;
        if (over) {
            *time += std::chrono::seconds(1); // try again if the store does not take it
        }
        return over;
    });
    if (!isOver) {
        return;
    }
    auto reverted = std::make_shared<std::optional<IpRulesView>>();
    auto note = std::make_shared<AuditNote>(parts_.trail, auditByHub(kReverted));
    parts_.workers.post(WriteJob{[reverted, note](Storage& storage) -> Result<void> {
                                     HUB_TRY(*reverted, change(storage, takeBack, note));
                                     return note->append(storage);
                                 },
                                 [this, reverted, note](const Result<void>& done) {
                                     if (done) {
                                         note->committed();
                                         takeEffect(**reverted);
                                         announce("ip-rules-reverted", {});
                                     }
                                 }});
}

void IpFilter::announce(const std::string& what, const std::string& by) const
{
    std::string data;
    JsonWriter(data)
        .beginObject()
        .member("what", what)
        .member("detail", "")
        .member("by", by)
        .endObject();
    parts_.log.info("access", {{"what", what}, {"by", by}});
    parts_.events.publish("access", {}, std::move(data));
}

} // namespace hub
