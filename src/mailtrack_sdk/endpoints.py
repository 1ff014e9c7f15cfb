"""The tracking URLs of one tracker and its tenants: minted for a delivery, and read back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from mailtrack_sdk.errors import ArgumentError, TokenError
from mailtrack_sdk.models import Delivery, Link, check_tenant
from mailtrack_sdk.tokens import Purpose, TokenSigner
from mailtrack_sdk.urls import Base, Route, Site, find_route, heads_at, host_name, plain_spelling, split_url

__all__ = ["Endpoints", "OwnLink", "OwnPixel"]

_PIXEL_PATH = "/o/"
_BREAKS = str.maketrans("", "", "\t\n\r")


@dataclass(frozen=True, slots=True)
class OwnPixel:
    """A pixel URL found in a mail that these keys have signed."""

    delivery: Delivery


@dataclass(frozen=True, slots=True)
class OwnLink:
    """A link URL found in a mail that these keys have signed."""

    delivery: Delivery
    link: Link


class Endpoints:
    """Mints tracking URLs and finds out what a URL was minted for.

    A tenant's URLs live on a host of its own, or in a path segment behind the purpose:
    `https://t.example.com/c/<tenant>/<token>`. Tenants with a host must be made known with
    `for_tenant` in every process that handles requests; segments explain themselves.

    Args:
        signer: Signs and verifies.
        site: Where the URLs of these endpoints live.
        family: Where the parent and its other tenants live: their URLs are known, and not read.
    """

    __slots__ = ("_by_host", "_family", "_heads", "_look", "_mounts", "_reach", "_sites", "signer", "tenant")

    def __init__(self, signer: TokenSigner, site: Site, *, family: tuple[Site, ...] = ()) -> None:
        """Begin with the one site that every tracker has."""
        self.signer: TokenSigner = signer
        self.tenant: str | None = site.tenant
        self._sites: dict[str | None, Site] = {site.tenant: site}
        self._by_host: dict[str, str] = {}
        self._mounts = site.mount_points()
        self._heads = heads_at(self._mounts)
        self._look: tuple[str, ...] = ()
        self._reach = 0
        self._family = family
        self._know_look_of((site,))

    def for_tenant(self, tenant: str, base: Base | None, pixel_base: Base | None) -> Endpoints:
        """Return the endpoints of one tenant, and make its host known to these."""
        check_tenant(tenant)
        if self.tenant is not None:
            raise ArgumentError(f"this tracker already belongs to tenant {self.tenant!r}; use its parent")
        root = self._sites[None]
        if base is None and pixel_base is None:
            site = Site(root.base, root.pixel_base, tenant, segment=True)
        else:
            link_base = base or pixel_base or root.base
            site = Site(link_base, pixel_base or link_base, tenant)
            hosts = {site.base.host: tenant, site.pixel_base.host: tenant}
            taken = {root.base.host: None, root.pixel_base.host: None, **self._by_host}
            for host in hosts:
                if taken.get(host, tenant) != tenant:
                    raise ArgumentError(
                        f"{host} is already taken; leave base_url out to give the tenant a path segment"
                    )
            # New dictionaries, because other threads may be walking the old ones.
            self._by_host = {**self._by_host, **hosts}
            self._sites = {**self._sites, tenant: site}
            self._mounts |= site.mount_points()
            self._heads = heads_at(self._mounts)
            self._know_look_of((site,))
        return Endpoints(self.signer, site, family=(*self._sites.values(), site))

    def adopt(self, delivery: Delivery) -> Delivery:
        """Return the delivery with the tenant of these endpoints filled in.

        Raises:
            ArgumentError: The delivery belongs to another tenant.
        """
        if not isinstance(delivery, Delivery):
            raise ArgumentError(f"delivery must be a Delivery, not {type(delivery).__name__}")
        if self.tenant is None or delivery.tenant == self.tenant:
            return delivery
        if delivery.tenant is not None:
            raise ArgumentError(f"this tracker is for tenant {self.tenant!r}, not {delivery.tenant!r}")
        return replace(delivery, tenant=self.tenant)

    def site(self, tenant: str | None) -> Site:
        """Return where the URLs of a tenant live."""
        known = self._sites.get(tenant)
        if known is not None:
            return known
        root = self._sites[None]
        return Site(root.base, root.pixel_base, tenant, segment=True)

    def hosts(self, tenant: str | None) -> tuple[str, ...]:
        """List the hosts that links of a tenant lead through."""
        return (self.site(tenant).base.host,)

    def pixel_url(self, delivery: Delivery) -> str:
        """Mint the pixel URL of a delivery."""
        return self.site(delivery.tenant).prefix(Purpose.OPEN) + self.signer.sign_open(delivery)

    def link_url(self, delivery: Delivery, url: str, *, index: int | None, name: str | None) -> str:
        """Mint the URL that leads one delivery to a target."""
        prefix = self.site(delivery.tenant).prefix(Purpose.CLICK)
        return prefix + self.signer.sign_click(delivery, url, index, name)

    def locate(self, url: str, host: str | None) -> Route | None:
        """Find purpose, tenant and token of a requested URL; None when it is not one of ours.

        Args:
            url: The URL of the request, absolute or a path.
            host: The Host header, read only to tell tenants apart.
        """
        authority, path = split_url(url)
        route = find_route(path, self._mounts)
        if route is None:
            return None
        tenant = route.tenant or self._tenant_at(authority or host or "") or self.tenant
        if self.tenant is not None and tenant != self.tenant:
            return None
        return route if tenant == route.tenant else Route(route.purpose, tenant, route.token)

    def asks_for_pixel(self, url: str, host: str | None) -> bool:
        """Tell whether a requested URL is that of a pixel of ours, as `locate` would say of it."""
        purpose = self._heads.get(url.rpartition("/")[0])  # says it of nearly every URL, and much sooner
        if purpose is None:
            route = self.locate(url, host)
            return route is not None and route.purpose is Purpose.OPEN
        return purpose is Purpose.OPEN

    def _tenant_at(self, authority: str) -> str | None:
        return self._by_host.get(host_name(authority)) if self._by_host else None

    def looks_own(self, target: str) -> bool:
        """Tell whether a target begins like a tracking URL of these endpoints."""
        if self._family:  # not at once: whoever makes ten thousand tenants would make as many times all looks
            self._know_look_of(self._family)
            self._family = ()
        head = target[: self._reach].lower()
        if "%" in head:
            head = plain_spelling(target[: 3 * self._reach]).lower()
        return ("/c/" in head or _PIXEL_PATH in head) and head.startswith(self._look)

    @staticmethod
    def may_hold_pixel(source: str) -> bool:
        """Tell by a quick look at HTML source whether a pixel URL of ours can be in it."""
        if _PIXEL_PATH in source or "&" in source or "%" in source:
            return True
        # A line break inside a URL is dropped.
        return ("\n" in source or "\t" in source or "\r" in source) and _PIXEL_PATH in source.translate(
            _BREAKS
        )

    def _know_look_of(self, sites: Iterable[Site]) -> None:
        # The reach first, because other threads may be comparing.
        new = {prefix for site in sites for prefix in site.prefixes()}.difference(self._look)
        self._reach = max(self._reach, *map(len, new), 0)
        self._look = (*self._look, *sorted(new))

    def read_own(self, target: str) -> OwnPixel | OwnLink | None:
        """Say what a URL in a mail was minted for; None when these keys did not sign it."""
        if not self.looks_own(target):
            return None
        route = self.locate(target, None)
        try:
            if route is None:
                return None
            if route.purpose is Purpose.OPEN:
                return OwnPixel(self.signer.verify_open(route.token, tenant=route.tenant))
            delivery, link, _ = self.signer.verify_click(route.token, tenant=route.tenant)
        except TokenError:
            return None
        return OwnLink(delivery, link)
