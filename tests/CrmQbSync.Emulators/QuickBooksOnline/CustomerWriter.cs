using System.Globalization;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Emulators.QuickBooksOnline;

/// <summary>Carries out what is asked of customers, or refuses it as the service does. Called under the company's gate.</summary>
internal sealed class CustomerWriter(Company company, TimeProvider clock)
{
    private readonly CustomerAddresses _addresses = new();
    private readonly BodyBlanks _blanks = new(company.Knobs);

    /// <summary>POST customer.</summary>
    public JObject Write(JObject body)
    {
        if (body["Id"] is null)
            return CreateByProgram(body);
        if (body["Id"]!.Type != JTokenType.String || body["SyncToken"] is { Type: not JTokenType.String })
            throw ApiFault.BadJson();
        var id = (string)body["Id"]!;
        if (!id.All(char.IsAsciiDigit))
            throw ApiFault.InvalidId(id);
        var customer = company.FindLive(id) ?? throw ApiFault.NotFound();
        if (body["SyncToken"] is null)
            throw ApiFault.Missing("SyncToken");
        if ((string)body["SyncToken"]! != (string)customer["SyncToken"]!)
            throw ApiFault.Stale();
        if (body["sparse"] is { } sparse && sparse.Type != JTokenType.Boolean)
            throw ApiFault.BadJson();
        return Update(customer, body, (bool?)body["sparse"] ?? false);
    }

    public JObject Create(JObject body)
    {
        BodyBlanks.Drop(body);
        CustomerShape.Check(body, company.Knobs);
        BodyBlanks.Trim(body);
        var name = NewName(body);
        var parent = ParentOf(body);
        var fullName = parent is null ? name : $"{parent["FullyQualifiedName"]}:{name}";
        var id = company.NextId();
        DemandFree(id, fullName);
        var customer = Defaults(id, name, fullName, parent);
        foreach (var (member, value) in body)
        {
            if (!CustomerShape.ReadOnly.Contains(member) && member != "DisplayName")
                customer[member] = value!.DeepClone();
        }
        _addresses.Settle(customer, null);
        customer["BalanceWithJobs"] = customer["Balance"]!.DeepClone();
        company.Put(customer);
        company.Names.Take("C" + id, fullName);
        return customer;
    }

    /// <summary>What a person does on the screen.</summary>
    public void EditByHand(JObject customer, JObject members)
    {
        var before = (JObject)customer.DeepClone();
        foreach (var (name, value) in members)
        {
            if (value is null or { Type: JTokenType.Null })
                customer.Remove(name);
            else
                customer[name] = value.DeepClone();
        }
        _addresses.Settle(customer, before);
        if ((string)customer["DisplayName"]! != (string)before["DisplayName"]!)
            Rename(customer, (string)before["FullyQualifiedName"]!);
        Finish(customer, before);
    }

    public void SetActive(JObject customer, bool active, string? name)
    {
        var before = (JObject)customer.DeepClone();
        ChangeActive(customer, active, name);
        Finish(customer, before);
    }

    private JObject CreateByProgram(JObject body)
    {
        if (body["SyncToken"] is not null || (bool?)body["sparse"] == true)
            company.Complaints.Add("A create looks like an update whose id was lost.");
        if (body["Balance"] is not null)
            company.Complaints.Add("A create sets an opening balance.");
        NoteNulls(body);
        DemandActive(body);
        Ignore(body);
        return CustomerView.Read(Create(body));
    }

    private JObject Update(JObject customer, JObject body, bool sparse)
    {
        NoteNulls(body);
        NoteMasks(customer, body);
        var before = (JObject)customer.DeepClone();
        var wanted = (JObject)body.DeepClone();
        var cleared = _blanks.Take(wanted, sparse);
        CustomerShape.Check(wanted, company.Knobs);
        DemandActive(wanted);
        Ignore(wanted);
        BodyBlanks.Trim(wanted);
        var active = (bool?)wanted["Active"];
        if (!(bool)customer["Active"]! && active != true && wanted.Properties().Any(member => !CustomerShape.ReadOnly.Contains(member.Name) && member.Name != "Active"))
            throw ApiFault.NotFound();
        DemandHierarchy(customer, wanted, sparse);
        var result = (JObject)customer.DeepClone();
        if (!sparse)
            ClearOmitted(result, wanted);
        Apply(result, wanted, cleared, sparse);
        _addresses.Settle(result, before);
        if (active == false && company.HiddenDebts.Contains((string)customer["Id"]!))
            throw ApiFault.OpenBalance();
        if (active is { } wantsActive && wantsActive != (bool)before["Active"]!)
            ChangeActive(result, wantsActive, (string?)wanted["DisplayName"]);
        else
            Rename(result, (string)before["FullyQualifiedName"]!);
        if (!sparse && wanted["PrintOnCheckName"] is null)
            result["PrintOnCheckName"] = Cut((string)result["DisplayName"]!, 110);
        customer.ReplaceAll(result.Children<JProperty>().ToArray<object>());
        Finish(customer, before);
        return CustomerView.Read(customer);
    }

    /// <summary>What a full update leaves out is gone, except what has a default.</summary>
    private static void ClearOmitted(JObject customer, JObject wanted)
    {
        foreach (var name in customer.Properties().Select(member => member.Name).ToList())
        {
            if (!CustomerShape.ReadOnly.Contains(name) && !CustomerShape.Defaulted.Contains(name) && wanted[name] is null && name != "PrintOnCheckName")
                customer.Remove(name);
        }
    }

    private void Apply(JObject customer, JObject wanted, List<string> cleared, bool sparse)
    {
        foreach (var name in cleared.Where(name => name is not ("DisplayName" or "PrintOnCheckName")))
            customer.Remove(name);
        foreach (var (name, value) in wanted)
        {
            if (CustomerShape.ReadOnly.Contains(name) || name is "Active" or "Balance")
                continue;
            if (CustomerShape.IsAddress(name) && sparse && company.Knobs.SparseAddressIsMerged && customer[name] is JObject present)
                present.Merge(value!);
            else
                customer[name] = value!.DeepClone();
        }
    }

    private void ChangeActive(JObject customer, bool active, string? name)
    {
        var id = (string)customer["Id"]!;
        var fullName = (string)customer["FullyQualifiedName"]!;
        if (!active)
        {
            if ((decimal)customer["Balance"]! != 0)
                throw ApiFault.OpenBalance();
            customer["Active"] = false;
            customer["DisplayName"] = $"{customer["DisplayName"]}{CustomerShape.DeletedSuffix}";
            Rename(customer, fullName);
            if (company.Knobs.InactiveNamesStayTaken)
                company.Names.Take("C" + id, fullName);
            foreach (var child in company.Knobs.DeactivationCascades ? company.ChildrenOf(id).Where(child => (bool)child["Active"]!).ToList() : [])
                SetActive(child, active: false, name: null);
            return;
        }
        customer["Active"] = true;
        var stored = (string)customer["DisplayName"]!;
        if (name is not null)
            customer["DisplayName"] = name;
        else if (company.Knobs.ReactivationDropsSuffix && stored.EndsWith(CustomerShape.DeletedSuffix, StringComparison.Ordinal))
            customer["DisplayName"] = stored[..^CustomerShape.DeletedSuffix.Length];
        Rename(customer, fullName);
        if (fullName.EndsWith(CustomerShape.DeletedSuffix, StringComparison.Ordinal))
        {
            var former = fullName[..^CustomerShape.DeletedSuffix.Length];
            if (!former.Equals((string)customer["FullyQualifiedName"]!, StringComparison.OrdinalIgnoreCase))
                company.Names.Free("C" + id, former);
        }
    }

    private void Rename(JObject customer, string before)
    {
        var id = (string)customer["Id"]!;
        var parent = (string?)customer["ParentRef"]?["value"] is { } parentId ? company.FindLive(parentId) : null;
        var name = (string)customer["DisplayName"]!;
        var now = parent is null ? name : $"{parent["FullyQualifiedName"]}:{name}";
        if (now == before)
            return;
        DemandFree(id, now);
        company.Names.Free("C" + id, before);
        company.Names.Take("C" + id, now);
        customer["FullyQualifiedName"] = now;
        foreach (var child in company.ChildrenOf(id).ToList())
            Rename(child, (string)child["FullyQualifiedName"]!);
    }

    /// <summary>A reference to what is inactive is refused, though it stands there already.</summary>
    private void DemandActive(JObject body)
    {
        foreach (var (name, value) in body)
        {
            if (CustomerShape.IsReference(name) && company.InactiveReferences.Contains($"{name} {value!["value"]}"))
                throw company.Knobs.InactiveReferenceIsInvalid ? ApiFault.BadReference(name) : ApiFault.NotFound();
        }
    }

    private void Ignore(JObject body)
    {
        if (company.IgnoredMember is { } name)
            body.Remove(name);
    }

    private void DemandFree(string id, string fullName)
    {
        if (company.Names.IsTaken("C" + id, fullName) || company.UnseenNames?.Invoke(fullName) == true)
            throw ApiFault.NameTaken();
    }

    private void Finish(JObject customer, JObject before)
    {
        if (JToken.DeepEquals(customer, before))
            return;
        customer["SyncToken"] = (int.Parse((string)before["SyncToken"]!, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);
        company.Touch(customer);
    }

    private JObject Defaults(string id, string name, string fullName, JObject? parent)
    {
        var now = PacificTime.Seconds(clock.GetUtcNow());
        var customer = new JObject
        {
            ["Taxable"] = true,
            ["Job"] = parent is not null,
            ["BillWithParent"] = parent is not null,
            ["Balance"] = 0m,
            ["BalanceWithJobs"] = 0m,
            ["CurrencyRef"] = new JObject { ["value"] = "USD", ["name"] = "United States Dollar" },
            ["PreferredDeliveryMethod"] = "Print",
            ["IsProject"] = false,
            ["ClientEntityId"] = "0",
            ["V4IDPseudonym"] = "00208" + id,
            ["domain"] = "QBO",
            ["sparse"] = false,
            ["Id"] = id,
            ["SyncToken"] = "0",
            ["MetaData"] = new JObject { ["CreateTime"] = now, ["LastUpdatedTime"] = now },
            ["FullyQualifiedName"] = fullName,
            ["DisplayName"] = name,
            ["PrintOnCheckName"] = Cut(name, 110),
            ["Active"] = true,
            ["DefaultTaxCodeRef"] = new JObject { ["value"] = "2" },
        };
        if (parent is not null)
            customer["Level"] = ((int?)parent["Level"] ?? 0) + 1;
        return customer;
    }

    private static string NewName(JObject body)
    {
        var name = (string?)body["DisplayName"]
            ?? string.Join(' ', new[] { "Title", "GivenName", "MiddleName", "FamilyName", "Suffix" }.Select(part => (string?)body[part]).OfType<string>());
        return name.Length > 0 ? name : throw new ApiFault("6080", "No Name Provided", "At least one name has to be given.");
    }

    private JObject? ParentOf(JObject body)
    {
        var parentId = (string?)body["ParentRef"]?["value"];
        if (((bool?)body["Job"] ?? false) != (parentId is not null))
            throw ApiFault.Hierarchy();
        return parentId is null ? null : company.FindLive(parentId) ?? throw ApiFault.BadReference("ParentRef");
    }

    /// <summary>A sub-customer whose full update does not repeat Job and ParentRef is refused.</summary>
    private static void DemandHierarchy(JObject customer, JObject wanted, bool sparse)
    {
        var isJob = (bool)customer["Job"]!;
        var job = (bool?)wanted["Job"] ?? (sparse ? isJob : null);
        var hasParent = wanted["ParentRef"] is not null || (sparse && isJob);
        if ((isJob && (job != true || !hasParent)) || (!isJob && (job == true || hasParent)))
            throw ApiFault.Hierarchy();
    }

    private void NoteNulls(JObject body)
    {
        if (body.Descendants().Any(token => token.Type == JTokenType.Null))
            company.Complaints.Add("A request holds a null.");
    }

    private void NoteMasks(JObject customer, JObject body)
    {
        foreach (var name in new[] { "PrimaryTaxIdentifier", "SecondaryTaxIdentifier" })
        {
            if ((string?)body[name] is { } sent && sent.Contains("XXX", StringComparison.Ordinal) && sent != (string?)customer[name])
                company.Complaints.Add($"{name} of customer {customer["Id"]} is overwritten with its mask.");
        }
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];
}
