#include "widgets/dialogs/second_factor_dialog.h"

#include "widgets/parts/form_row.h"
#include "widgets/parts/text_field.h"
#include "widgets/theme.h"

#include <QLineEdit>
#include <QVBoxLayout>

#include <algorithm>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kDigits = 6;

/// Apps and mails show "123 456"; what is pasted may have spaces, dashes and line ends.
QString digitsOf(const QString& text)
{
    QString digits;
    std::copy_if(text.begin(), text.end(), std::back_inserter(digits),
                 [](QChar c) { return c >= u'0' && c <= u'9'; });
    return digits.left(kDigits);
}

} // namespace

SecondFactorDialog::SecondFactorDialog(Theme& theme, HubSession& session, QWidget* parent)
    : Dialog(theme, tr("Second factor"), parent),
      session_(session),
      code_(new TextField(theme, tr("Code")))
{
    setObjectName(u"dialog.secondFactor"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setText(tr("%1 wants more than the key of %2: the six digits that the authenticator app shows "
               "now.")
                .arg(session.profile().name, session.identity().name()));
    code_->setObjectName(u"secondFactor.code"_s);
    code_->setMono(true);
    code_->setPlaceholder(u"123456"_s);
    body()->addWidget(new FormRow(theme, tr("Code"), code_));
    addButton(tr("Cancel"), Button::Kind::Secondary, Answer::Reject);
    auto* show = addButton(tr("Sign in"), Button::Kind::Primary, Answer::None);
    show->setObjectName(u"secondFactor.submit"_s);
    setDefaultButton(show);
    setFirstFocus(code_->edit());
    connect(code_, &TextField::textEdited, this, &SecondFactorDialog::takeText);
    connect(show, &Button::clicked, this, &SecondFactorDialog::submit);
    connect(&session, &HubSession::codeRefused, this, &SecondFactorDialog::refuse);
    connect(&session, &HubSession::stateChanged, this, &SecondFactorDialog::followState);
}

void SecondFactorDialog::takeText(const QString& text)
{
    code_->setError({});
    if (const QString digits = digitsOf(text); digits != text) {
        code_->setText(digits);
    }
}

void SecondFactorDialog::submit()
{
    const QString code = code_->text();
    if (code.size() != kDigits) {
        code_->setError(tr("The code has six digits."));
        return;
    }
    setBusy(true);
    session_.showCode(code);
}

/// The next code is typed over this one.
void SecondFactorDialog::refuse(const HubError& error)
{
    setBusy(false);
    code_->setError((error.message + u' ' + error.remedy).trimmed());
    code_->edit()->setFocus();
    code_->edit()->selectAll();
}

void SecondFactorDialog::followState()
{
    if (session_.state() != HubSession::State::NeedsCode) {
        setBusy(false);
        accept();
    }
}

} // namespace deck
