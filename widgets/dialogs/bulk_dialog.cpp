#include "widgets/dialogs/bulk_dialog.h"

#include "widgets/parts/error_line.h"
#include "widgets/parts/form_row.h"
#include "widgets/parts/label.h"
#include "widgets/parts/text_field.h"
#include "widgets/theme.h"

#include "models/fleet_jobs.h"
#include "models/texts.h"

#include <QLineEdit>
#include <QVBoxLayout>

#include <algorithm>
#include <iterator>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr qsizetype kMostIds = 20; ///< named one by one
constexpr int kMostNumberChars = 16;

/// "12,480", "12 480" and "12480" are the same to a person.
QString digitsOf(const QString& text)
{
    QString digits;
    std::copy_if(text.begin(), text.end(), std::back_inserter(digits),
                 [](QChar c) { return c.isDigit(); });
    return digits;
}

} // namespace

BulkDialog::BulkDialog(const Parts& parts, const Words& words, QWidget* parent)
    : Dialog(parts.theme, words.title.arg(targetText(parts.target)), parent),
      session_(parts.session),
      jobs_(parts.jobs),
      target_(parts.target),
      words_(words),
      which_(new Label(parts.theme, {}, TextStyle::Caption, &Tokens::text2)),
      number_(new TextField(parts.theme, tr("Number of devices"))),
      error_(new ErrorLine(parts.theme)),
      cancel_(addButton(tr("Cancel"), Button::Kind::Secondary, Answer::Reject)),
      accept_(addButton(words.accept,
                        words.isDestructive ? Button::Kind::Danger : Button::Kind::Primary,
                        Answer::None))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setText(words.text);
    which_->setObjectName(u"bulk.which"_s);
    which_->setWordWrap(true);
    number_->setObjectName(u"bulk.number"_s);
    number_->edit()->setMaxLength(kMostNumberChars);
    error_->setObjectName(u"bulk.error"_s);
    accept_->setObjectName(u"bulk.accept"_s);
    numberRow_ = new FormRow(parts.theme, tr("Type the number of devices to go on"), number_);
    connect(number_, &TextField::textChanged, this, &BulkDialog::syncAccept);
    connect(accept_, &Button::clicked, this, &BulkDialog::start);
}

void BulkDialog::finishBody()
{
    body()->addWidget(which_);
    body()->addWidget(numberRow_);
    body()->addWidget(error_);
    setDefaultButton(words_.isDestructive ? cancel_ : accept_);
    syncTexts();
    if (needsNumber()) {
        setFirstFocus(number_->edit());
    }
    if (words_.isDestructive && !target_.count) {
        countThem();
    }
}

/// Nothing that disturbs devices is done with a number that nobody knows.
void BulkDialog::countThem()
{
    which_->setText(tr("Counting them…"));
    jobs_.count(target_.condition,
                [self = QPointer<BulkDialog>(this)](const std::optional<quint64>& count,
                                                    const QString& failure) {
                    if (self) {
                        self->takeCount(count, failure);
                    }
                });
}

void BulkDialog::takeCount(const std::optional<quint64>& count, const QString& failure)
{
    if (count) {
        target_.count = *count - std::min(*count, quint64(target_.except.size()));
    }
    error_->setText(failure);
    syncTexts();
}

void BulkDialog::syncTexts()
{
    setTitle(words_.title.arg(targetText(target_)));
    const QString which = targetDetail(target_, kMostIds);
    which_->setText(target_.allThatMatch ? which : tr("Devices: %1").arg(which));
    numberRow_->setVisible(needsNumber());
    if (target_.count) {
        number_->setPlaceholder(countText(*target_.count));
    }
    syncAccept();
}

bool BulkDialog::needsNumber() const
{
    return words_.isDestructive && target_.count >= kTypeFrom;
}

bool BulkDialog::isConfirmed() const
{
    if (words_.isDestructive && !target_.count) {
        return false;
    }
    return !needsNumber() || digitsOf(number_->text()) == QString::number(*target_.count);
}

void BulkDialog::syncAccept()
{
    accept_->setEnabled(isConfirmed());
}

void BulkDialog::start()
{
    error_->setText({});
    const std::optional<BulkAction> wanted = isConfirmed() ? action() : std::nullopt;
    if (!wanted) {
        return;
    }
    setDefaultButton(accept_); // it turns while the answer is on its way
    setBusy(true);
    jobs_.start(*wanted, target_, [self = QPointer<BulkDialog>(this)](const JobResult& result) {
        if (self) {
            self->take(result);
        }
    });
}

void BulkDialog::take(const JobResult& result)
{
    setBusy(false);
    setDefaultButton(words_.isDestructive ? cancel_ : accept_);
    if (result.ok()) {
        accept();
    } else {
        error_->setText(result.text);
    }
}

} // namespace deck
