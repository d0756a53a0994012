#include "services/people.h"

#include "base/crypto.h"
#include "base/json_writer.h"
#include "base/time_text.h"
#include "domain/identity.h"
#include "domain/limits.h"
#include "domain/policy.h"
#include "domain/totp.h"

#include <algorithm>

namespace hub {
namespace {

constexpr std::chrono::minutes kUseKept{1};

/// Who has the key may guess codes: one in 333,333 is right. So 10 in a quarter of an hour at most.
constexpr LockoutRules kCodeRules{.failures = 10,
                                  .window = std::chrono::minutes(15),
                                  .firstLock = std::chrono::minutes(15),
                                  .longestLock = std::chrono::hours(4),
                                  .maxKeys = limits::kMaxPeople};

Result<Person> existing(Storage& storage, const std::string& name)
{
    HUB_TRY(std::optional<Person> person, storage.people().find(name));
    return person ? Result<Person>(std::move(*person))
                  : fail(Errc::NotFound, "there is nobody of this name");
}

Result<void> checkName(Storage& storage, const std::string& name)
{
    if (!isValidId(name)) {
        return fail(Errc::InvalidArgument, "a name has 1 to 128 of the characters of ids");
    }
    HUB_TRY(const auto policy, storage.policies().find(name));
    return policy ? fail(Errc::InvalidArgument, "a shared access policy has this name")
                  : Result<void>(success());
}

Result<void> checkUpdate(const PersonUpdate& update, WallTime now)
{
    if (update.displayName.size() > limits::kMaxPersonNameBytes) {
        return fail(Errc::InvalidArgument, "'displayName' is longer than 256 bytes");
    }
    if (update.keyExpires && *update.keyExpires <= now) {
        return fail(Errc::InvalidArgument, "'keyExpires' is over already");
    }
    return success();
}

void apply(const PersonUpdate& update, Person& person)
{
    person.displayName = update.displayName;
    person.role = update.role;
    person.scope = update.scope;
    person.enabled = update.enabled;
    person.seesKeys = update.seesKeys;
    person.keys.expires = update.keyExpires;
}

Result<void> takeCode(Person& person, std::string_view code, WallTime now, Errc wrong)
{
    const auto step = judgeTotp(person.factor.secret, code, now, person.factor.lastStep);
    if (!step) {
        return fail(wrong, "the code is wrong, or was used before; check the clocks");
    }
    person.factor.lastStep = *step;
    return success();
}

} // namespace

std::string auditJson(const Person& person)
{
    std::string json;
    JsonWriter out(json);
    out.beginObject()
        .member("displayName", person.displayName)
        .member("role", nameOf(person.role))
        .member("scope", person.scope ? person.scope->text() : std::string())
        .flag("enabled", person.enabled)
        .flag("seesKeys", person.seesKeys)
        .member("keySince", toAdminTime(person.keys.since));
    if (person.keys.expires) {
        out.member("keyExpires", toAdminTime(*person.keys.expires));
    }
    out.flag("secondFactor", person.factor.confirmed).endObject();
    return json;
}

People::People(Parts parts)
    : parts_(std::move(parts)), sessions_(parts_.clock), codes_(Lockout(kCodeRules))
{}

// Reading.

boost::asio::awaitable<Result<std::vector<Person>>> People::list()
{
    auto work = [](Storage& storage) { return storage.people().list(); };
    co_return co_await parts_.workers.read(work);
}

boost::asio::awaitable<Result<Person>> People::get(std::string name)
{
    auto work = [name](Storage& storage) { return existing(storage, name); };
    co_return co_await parts_.workers.read(work);
}

// Changing.

boost::asio::awaitable<Result<Person>> People::put(std::string name,
                                                   PersonUpdate update,
                                                   EtagCondition condition,
                                                   std::string by,
                                                   AuditNotePtr note)
{
    HUB_CO_TRYV(checkUpdate(update, parts_.clock.highestWall()));
    noteAction(note, condition.isAbsent() ? "person.create" : "person.update");
    auto work = [this, name, update, condition, by, note](Storage& storage) -> Result<Person> {
        HUB_TRY(std::optional<Person> known, storage.people().find(name));
        if (!known) {
            if (!condition.isAbsent()) {
                return fail(Errc::NotFound, "there is nobody of this name");
            }
            HUB_TRY(Person made, create(storage, name, update, by));
            noteChange(note, {}, auditJson(made));
            return made;
        }
        if (condition.isAbsent() || !condition.matches(known->etag)) {
            return fail(Errc::PreconditionFailed, "this person is known, or was changed meanwhile");
        }
        const Edit edit = [&update](Person& person) -> Result<void> {
            apply(update, person);
            return success();
        };
        return store(storage, name, edit, note);
    };
    HUB_CO_TRY(Person person, co_await parts_.workers.write(work, note));
    changed(name);
    co_return person;
}

Result<Person> People::create(Storage& storage,
                              const std::string& name,
                              const PersonUpdate& update,
                              const std::string& by) const
{
    HUB_TRYV(checkName(storage, name));
    HUB_TRY(const std::vector<Person> all, storage.people().list());
    if (all.size() >= limits::kMaxPeople) {
        return fail(Errc::InvalidOperation, "there can be 1,000 people at most");
    }
    Person person;
    person.name = name;
    apply(update, person);
    person.created = parts_.clock.wall();
    person.createdBy = by;
    person.keys.current = randomSecret(limits::kNewKeyBytes);
    person.keys.since = person.created;
    person.etag = randomNumber() % 1'000'000'000 + 1;
    HUB_TRYV(storage.people().put(person));
    return person;
}

Result<Person> People::store(Storage& storage,
                             const std::string& name,
                             const Edit& edit,
                             const AuditNotePtr& note) const
{
    HUB_TRY(Person person, existing(storage, name));
    const std::string before = auditJson(person);
    HUB_TRYV(edit(person));
    ++person.etag;
    HUB_TRYV(storage.people().put(person));
    noteChange(note, before, auditJson(person));
    return person;
}

boost::asio::awaitable<Result<Person>>
People::change(std::string name, Edit edit, AuditNotePtr note)
{
    auto work = [this, name, edit = std::move(edit), note](Storage& storage) {
        return store(storage, name, edit, note);
    };
    co_return co_await parts_.workers.write(work, note);
}

boost::asio::awaitable<Result<void>>
People::remove(std::string name, EtagCondition condition, AuditNotePtr note)
{
    auto work = [name, condition, note](Storage& storage) -> Result<void> {
        HUB_TRY(const Person person, existing(storage, name));
        if (!condition.matches(person.etag)) {
            return fail(Errc::PreconditionFailed, "this person was changed meanwhile");
        }
        noteChange(note, auditJson(person), {});
        HUB_TRYV(storage.people().remove(name));
        return success();
    };
    HUB_CO_TRYV(co_await parts_.workers.write(work, note));
    changed(name);
    co_return success();
}

boost::asio::awaitable<Result<Person>> People::rotateKey(std::string name,
                                                         std::chrono::seconds grace,
                                                         std::optional<WallTime> expires,
                                                         AuditNotePtr note)
{
    const WallTime now = parts_.clock.wall();
    Edit edit = [now, grace, expires](Person& person) -> Result<void> {
        const bool overlaps = grace.count() > 0;
        person.keys.previous = overlaps ? person.keys.current : Secret();
        person.keys.previousUntil = overlaps ? std::optional(now + grace) : std::nullopt;
        person.keys.current = randomSecret(limits::kNewKeyBytes);
        person.keys.since = now;
        person.keys.expires = expires;
        return success();
    };
    HUB_CO_TRY(Person person, co_await change(name, std::move(edit), note));
    changed(name);
    co_return person;
}

/// What somebody may do is another thing now: streams end, and a new code is needed.
void People::changed(const std::string& name)
{
    sessions_.closeAll(name);
    ++changes_;
    parts_.log.info("person-changed", {{"name", name}});
}

// The second factor.

boost::asio::awaitable<Result<Person>> People::beginFactor(std::string name, AuditNotePtr note)
{
    Edit edit = [](Person& person) -> Result<void> {
        if (person.factor.confirmed) {
            return fail(Errc::InvalidOperation, "there is a second factor; remove it first");
        }
        person.factor = {randomSecret(kTotpSecretBytes), false, 0};
        return success();
    };
    co_return co_await change(name, std::move(edit), note);
}

std::string People::factorUri(const Person& person) const
{
    return totpUri(person.factor.secret, person.name, parts_.hostName);
}

boost::asio::awaitable<Result<void>>
People::confirmFactor(std::string name, std::string code, AuditNotePtr note)
{
    const WallTime now = parts_.clock.wall();
    Edit edit = [now, code](Person& person) -> Result<void> {
        if (person.factor.secret.empty() || person.factor.confirmed) {
            return fail(Errc::InvalidOperation, "no second factor waits to be confirmed");
        }
        HUB_TRYV(takeCode(person, code, now, Errc::InvalidArgument));
        person.factor.confirmed = true;
        return success();
    };
    HUB_CO_TRYV(co_await change(name, std::move(edit), note));
    changed(name);
    co_return success();
}

boost::asio::awaitable<Result<void>> People::removeFactor(std::string name, AuditNotePtr note)
{
    Edit edit = [](Person& person) -> Result<void> {
        person.factor = {};
        return success();
    };
    HUB_CO_TRYV(co_await change(name, std::move(edit), note));
    changed(name);
    co_return success();
}

boost::asio::awaitable<Result<OpenedSession>>
People::openSession(std::string name, std::string code, AuditNotePtr note)
{
    const WallTime now = parts_.clock.wall();
    Edit edit = [now, code](Person& person) -> Result<void> {
        if (!person.factor.confirmed) {
            return fail(Errc::InvalidOperation, "this person has no second factor");
        }
        return takeCode(person, code, now, Errc::Unauthorized);
    };
    const MonoTime mono = parts_.clock.mono();
    const auto locked = codes_.with([&](Lockout& codes) { return codes.lockedFor(name, mono); });
    if (locked.count() > 0) {
        co_return fail(Errc::Throttled,
                       "too many wrong codes; wait " + std::to_string(locked.count()) + " s");
    }
    const Result<Person> done = co_await change(name, std::move(edit), note);
    if (!done) {
        if (done.error().code == Errc::Unauthorized) {
            codes_.with([&](Lockout& codes) { codes.failed(name, mono); });
        }
        co_return done.error();
    }
    co_return OpenedSession{sessions_.open(name), now + limits::kPersonSession};
}

void People::noteUse(const std::string& name, const std::string& address)
{
    const MonoTime now = parts_.clock.mono();
    const bool isDue = noted_.with([&](auto& noted) {
        if (noted.size() > limits::kMaxPeople) {
            noted.clear(); // of people who are gone
        }
        const auto [place, added] = noted.try_emplace(name, now);
        if (!added && now - place->second < kUseKept) {
            return false;
        }
        place->second = now;
        return true;
    });
    if (!isDue) {
        return;
    }
    parts_.workers.post(
        WriteJob{[name, address, time = parts_.clock.wall()](Storage& storage) {
                     return storage.people().noteUse(name, time, address);
                 },
                 [this](const Result<void>& done) {
                     if (!done) {
                         parts_.log.warning("use-not-stored", {{"detail", done.error().detail}});
                     }
                 }});
}

} // namespace hub
