// Names and values that a person adds, changes and removes: the properties of a command.
#pragma once

#include <QList>
#include <QWidget>

#include <string>
#include <utility>
#include <vector>

class QVBoxLayout;

namespace deck {

class Button;
class ErrorLine;
class TextField;
class Theme;

class PropertyGrid final : public QWidget
{
    Q_OBJECT

public:
    static constexpr int kMost = 100; ///< rows

    explicit PropertyGrid(Theme& theme, QWidget* parent = nullptr);

    using Properties = std::vector<std::pair<std::string, std::string>>;
    void setProperties(const Properties& properties);

    /// Rows without a name and a value are left out.
    Properties properties() const;

    /// A sentence about the first thing that is wrong: a value without a name, a name that stands
    /// twice. Empty: nothing.
    QString complaint() const;

    void setError(const QString& message);

    /// Of the button, where it is not about properties: "Add tag".
    void setAddText(const QString& text);

Q_SIGNALS:
    void changed();

private:
    struct Row
    {
        QWidget* widget;
        TextField* name;
        TextField* value;
    };
    TextField* addRow(const QString& name, const QString& value);
    void removeRow(QWidget* widget);
    void fitHeight();

    Theme& theme_;
    QWidget* list_;
    QVBoxLayout* rows_;
    QWidget* scroll_;
    Button* add_;
    ErrorLine* error_;
    QList<Row> fields_;
};

} // namespace deck
