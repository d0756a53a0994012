// The pages of the present hub. A page is built when it is first shown, and all of them are thrown
// away when another hub is chosen.
#pragma once

#include "widgets/pages/page.h"

#include <QHash>
#include <QStackedWidget>

#include <functional>

namespace deck {

class PageStack final : public QStackedWidget
{
    Q_OBJECT

public:
    using Factory = std::function<Page*()>;

    explicit PageStack(QWidget* parent = nullptr);

    /// ofHub: the page shows the present hub and dies with it.
    void addPage(const QString& key, bool ofHub, Factory factory);

    /// Shows nothing of a hub from now on: `instead` stands in for its pages. Owned by the stack.
    void setInstead(QWidget* instead);
    void setHasHub(bool hasHub);

    /// Whoever is signed in may not see some pages of the hub: `refused` stands in for them, while
    /// isRefused says so of their keys. Owned by the stack.
    void setRefused(QWidget* refused, std::function<bool(const QString&)> isRefused);

    /// Looks again whether the page may be seen.
    void recheck() { present(); }

    void showPage(const QString& key);
    const QString& currentKey() const { return current_; }
    Page* currentPage() const; ///< nullptr while something stands in for it

    /// Before the hub's session goes.
    void dropHubPages();

private:
    struct Entry
    {
        bool ofHub = false;
        Factory factory;
        Page* page = nullptr;
    };
    void present();

    QHash<QString, Entry> entries_;
    QString current_;
    QWidget* instead_ = nullptr;
    QWidget* refused_ = nullptr;
    std::function<bool(const QString&)> isRefused_;
    bool hasHub_ = false;
};

} // namespace deck
