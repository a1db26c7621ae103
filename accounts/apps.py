from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import changed_factors, package_limits, sign_ins

        changed_factors.listen()
        sign_ins.listen()
        package_limits.count_here()
