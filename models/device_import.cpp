#include "models/device_import.h"

#include "models/device_export.h"
#include "models/texts.h"

#include "base/json.h"

#include <QNetworkReply>

#include <algorithm>
#include <chrono>

namespace deck {
namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

constexpr std::chrono::seconds kPatience = 120s; ///< without a byte in either direction
constexpr std::chrono::seconds kAgainAfter = 1s;
constexpr int kMostTries = 5;
constexpr int kTooMany = 429;
constexpr int kUnavailable = 503;

struct Line
{
    ImportVerdict verdict;
    bool isLast = false; ///< the sum, which is counted here anew
    bool isDone = false; ///< of the last one: the hub has seen all rows
};

hub::Result<void> readError(const hub::JsonView& json, ImportVerdict& verdict)
{
    if (const auto error = json.member("error")) {
        HUB_TRY(const std::string code, error->stringOr("code", {}));
        HUB_TRY(const std::string message, error->stringOr("message", {}));
        verdict.code = QString::fromStdString(code);
        verdict.message = QString::fromStdString(message);
    }
    return hub::success();
}

hub::Result<Line> lineFrom(QByteArrayView text)
{
    HUB_TRY(const hub::json::value value,
            hub::parseJson({text.data(), std::size_t(text.size())}));
    const hub::JsonView json(value);
    Line line;
    HUB_TRYV(readError(json, line.verdict));
    HUB_TRY(line.isDone, json.booleanOr("done", false));
    line.isLast = json.member("done").has_value();
    if (line.isLast) {
        return line;
    }
    HUB_TRY(const hub::JsonView row, json.required("row"));
    HUB_TRY(line.verdict.row, row.notNegative());
    HUB_TRY(const std::string id, json.stringOr("id", {}));
    HUB_TRY(const std::string result, json.requiredString("result"));
    line.verdict.id = QString::fromStdString(id);
    line.verdict.result = QString::fromStdString(result);
    return line;
}

} // namespace

QString nameOf(ImportMode mode)
{
    switch (mode) {
    case ImportMode::CreateOrUpdate: return u"createOrUpdate"_s;
    case ImportMode::Create: return u"create"_s;
    case ImportMode::Update: return u"update"_s;
    case ImportMode::Delete: return u"delete"_s;
    }
    return {};
}

DeviceImport::DeviceImport(HubSession& session, QObject* parent)
    : QObject(parent), session_(session), verdicts_(new ImportVerdicts(this))
{
    again_.setSingleShot(true);
    connect(&again_, &QTimer::timeout, this, &DeviceImport::sendNext);
}

DeviceImport::~DeviceImport()
{
    ++turn_;
    if (reply_) {
        reply_->disconnect(this); // abort() tells of progress once more
        reply_->abort();
    }
}

void DeviceImport::start(const DeviceImportChoice& choice)
{
    if (isRunning()) {
        return;
    }
    choice_ = choice;
    verdicts_->begin(choice.dryRun);
    reader_ = std::make_unique<RecordReader>(choice.format);
    portion_ = {};
    complaint_.clear();
    done_ = 0;
    sent_ = 0;
    tries_ = 0;
    clock_.start();
    state_ = State::Running;
    if (!reader_->open(choice.fileName)) {
        finish(State::Failed, reader_->error());
        return;
    }
    Q_EMIT changed();
    sendNext();
}

void DeviceImport::cancel()
{
    if (!isRunning()) {
        return;
    }
    ++turn_;
    again_.stop();
    if (reply_) {
        reply_->abort();
    }
    const bool isOpen = portion_.rows > 0 && !choice_.dryRun;
    finish(State::Stopped, isOpen ? tr("Of the %1 rows that were on their way some may be done. "
                                       "Importing the file again does no harm.")
                                        .arg(countText(quint64(portion_.rows)))
                                  : QString());
}

/// The portion that the hub was too busy for, or the next one.
void DeviceImport::sendNext()
{
    if (portion_.rows == 0) {
        portion_ = reader_->next();
    }
    if (portion_.rows == 0) {
        const bool isWhole = reader_->error().isEmpty();
        finish(isWhole ? State::Done : State::Failed, reader_->error());
        return;
    }
    HubRequest request;
    request.method = "POST"_ba;
    request.path = u"/admin/devices/import"_s;
    request.query.addQueryItem(u"format"_s, formatName(choice_.format));
    request.query.addQueryItem(u"mode"_s, nameOf(choice_.mode));
    request.query.addQueryItem(u"dryRun"_s, choice_.dryRun ? u"true"_s : u"false"_s);
    request.query.addQueryItem(u"all"_s, u"true"_s);
    request.contentType = choice_.format == DeviceFileFormat::Csv ? "text/csv"_ba
                                                                  : "application/x-ndjson"_ba;
    request.body = portion_.text;
    request.patience = kPatience;
    sent_ = 0;
    reply_ = session_.client().send(
        request, this, [this, turn = turn_, rows = portion_.rows](const HubReply& reply) {
            if (turn == turn_) {
                take(reply, rows);
            }
        });
    if (reply_) {
        connect(reply_, &QNetworkReply::uploadProgress, this, [this](qint64 sent, qint64 /*total*/) {
            sent_ = sent;
            Q_EMIT changed();
        });
    }
}

bool DeviceImport::isWorthAnotherTry(const HubReply& reply) const
{
    return (reply.status == kTooMany || reply.status == kUnavailable) && tries_ < kMostTries;
}

void DeviceImport::take(const HubReply& reply, int rows)
{
    if (isWorthAnotherTry(reply)) {
        ++tries_;
        again_.start(kAgainAfter * tries_);
        return;
    }
    tries_ = 0;
    if (!reply.ok()) {
        const HubError error = rightsError(session_, reply.error);
        QString why = tr("It stopped before row %1.")
                          .arg(countText(verdicts_->counts().rows +
                                         (choice_.format == DeviceFileFormat::Csv ? 2 : 1)));
        why += u' ' + error.message + u' ' + error.remedy;
        if (!choice_.dryRun && reply.status == 0) {
            why += u' ' + tr("Some rows behind it may be done. Importing the file again does no "
                             "harm.");
        }
        finish(State::Failed, why.trimmed());
        return;
    }
    const QString fault = takeLines(reply.body, rows);
    if (!fault.isEmpty()) {
        finish(State::Failed, fault);
        return;
    }
    portion_ = {};
    done_ = reader_->position();
    sent_ = 0;
    Q_EMIT changed();
    sendNext();
}

/// A sentence when the answer is not what it should be.
QString DeviceImport::takeLines(const QByteArray& body, int rows)
{
    const quint64 before = reader_->before(); // the hub counts from the portion's start
    std::vector<ImportVerdict> verdicts;
    bool isWhole = false;
    QString why; ///< the hub did not see all rows
    for (qsizetype at = 0; at < body.size();) {
        const qsizetype found = body.indexOf('\n', at);
        const qsizetype end = found < 0 ? body.size() : found;
        const QByteArrayView text = QByteArrayView(body).sliced(at, end - at).trimmed();
        at = end + 1;
        if (text.isEmpty()) {
            continue;
        }
        auto line = lineFrom(text);
        if (!line) {
            return tr("The hub's answer cannot be read: %1")
                .arg(QString::fromStdString(line.error().detail));
        }
        isWhole = line.value().isDone;
        if (line.value().isLast) {
            why = sentence(line.value().verdict.message);
        } else {
            line.value().verdict.row += before;
            verdicts.push_back(std::move(line.value().verdict));
        }
    }
    verdicts_->add(verdicts);
    if (!isWhole) {
        return (tr("The hub broke off after %1 of %2 rows.").arg(verdicts.size()).arg(rows) + u' ' +
                why + u' ' + tr("Importing the file again does no harm."))
            .simplified();
    }
    return {};
}

qint64 DeviceImport::size() const
{
    return reader_ ? reader_->size() : 0;
}

/// A portion has the heading too.
qint64 DeviceImport::sent() const
{
    return std::min(size(), done_ + sent_);
}

double DeviceImport::fraction() const
{
    constexpr double kMostUnanswered = 0.98; // all is sent, but the hub has not said what came of it
    if (state_ == State::Done) {
        return 1;
    }
    return size() > 0 ? std::min(kMostUnanswered, double(sent()) / double(size())) : 0;
}

double DeviceImport::perSecond() const
{
    const qint64 time = isRunning() ? clock_.elapsed() : elapsed_;
    return time > 0 ? double(counts().rows) * 1'000 / double(time) : 0;
}

void DeviceImport::finish(State state, const QString& complaint)
{
    elapsed_ = clock_.elapsed();
    state_ = state;
    complaint_ = complaint;
    portion_ = {};
    Q_EMIT changed();
    Q_EMIT finished();
}

} // namespace deck
