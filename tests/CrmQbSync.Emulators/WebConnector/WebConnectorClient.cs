using System.Globalization;
using System.Xml.Linq;
using CrmQbSync.Emulators.Hosting;

namespace CrmQbSync.Emulators.WebConnector;

/// <summary>The QuickBooks Web Connector beside a company file: drives a service through the states that the real one does.</summary>
public sealed class WebConnectorClient(WebConnectorApplication application, string password, CompanyFile company, HttpClient http)
{
    private const int MaxOpenTries = 4;
    private const int MaxNoOps = 10_000;

    /// <summary>The company file that is open.</summary>
    public CompanyFile Company { get; set; } = company;

    /// <summary>Runs one update ("Update Selected", or the timer of Auto-Run).</summary>
    /// <exception cref="WebConnectorException">The service gave something that the Web Connector does not take.</exception>
    public Task<UpdateResult> UpdateAsync(UpdatePlan? plan = null) =>
        new Update(plan ?? new UpdatePlan(), application, password, Company, new SoapClient(http, application.Url)).RunAsync();

    private sealed class Update(UpdatePlan plan, WebConnectorApplication application, string password, CompanyFile company, SoapClient soap)
    {
        private readonly List<string> _calls = [];
        private readonly List<int> _percentages = [];
        private readonly List<string> _requests = [];
        private readonly List<string> _refusals = [];
        private readonly CompanySession _session = new();
        private string _ticket = "";
        private string? _work;
        private string? _error;
        private string? _status;

        public async Task<UpdateResult> RunAsync()
        {
            await OpenPorts.DemandAsync(application.Url);
            await CallAsync("serverVersion");
            var verdict = (await CallAsync("clientVersion", ("strVersion", plan.Version))).Value;
            if (verdict.Length > 0)
            {
                // A warning opens a window that holds up Auto-Run.
                throw new WebConnectorException(verdict is ['W' or 'E' or 'O', ':', ..] ? $"clientVersion: {verdict}" : $"QBWC1046: '{verdict}' is no answer to clientVersion.");
            }
            if (await AuthenticateAsync() && await OpenAsync())
                await ExchangeAsync();
            return new UpdateResult
            {
                Calls = _calls,
                Percentages = _percentages,
                Requests = _requests,
                Refusals = _refusals,
                Work = _work,
                Ticket = _ticket,
                Error = _error,
                Status = _status,
            };
        }

        private async Task<XElement> CallAsync(string operation, params (string, string?)[] arguments)
        {
            _calls.Add(operation);
            if (plan.OnCall is { } onCall)
                await onCall(operation);
            return await soap.CallAsync(operation, arguments);
        }

        private async Task<bool> AuthenticateAsync()
        {
            var items = (await CallAsync("authenticate", ("strUserName", plan.UserName ?? application.UserName), ("strPassword", plan.Password ?? password))).Elements().Select(item => item.Value).ToList();
            if (items.Count < 2)
                throw new WebConnectorException($"QBWC1012: Authentication failed; {items.Count} items.");
            _ticket = items[0];
            _work = items[1];
            switch (_work.ToUpperInvariant())
            {
                case "NVU":
                    _error = "Invalid password for username";
                    await CloseAsync();
                    return false;
                case "NONE" or "BUSY":
                    await CloseAsync();
                    return false;
                default:
                    return items.Count == 2 ? true : throw new WebConnectorException("Update postponed by application");
            }
        }

        private async Task<bool> OpenAsync()
        {
            var wanted = _work!;
            for (var attempt = 1; attempt <= MaxOpenTries; attempt++)
            {
                var problem = plan.CannotOpen?.Invoke(attempt);
                if (problem is null && wanted.Length > 0 && !wanted.Equals(company.Path, StringComparison.OrdinalIgnoreCase))
                    problem = ("0x8004040A", "A QuickBooks company data file is already open and it is different from the one requested.");
                if (problem is null)
                    return true;
                var answer = (await CallAsync("connectionError", ("ticket", _ticket), ("hresult", problem.Value.HResult), ("message", problem.Value.Message))).Value;
                if (answer.Equals("done", StringComparison.OrdinalIgnoreCase))
                {
                    _error = problem.Value.Message;
                    return false;
                }
                wanted = answer;
            }
            throw new WebConnectorException("The application tries again and again to open QuickBooks.");
        }

        private async Task ExchangeAsync()
        {
            var introduction = CompanyFacts.Introduction(company, application.OwnerId);
            var noOps = 0;
            while (true)
            {
                var request = (await CallAsync(
                    "sendRequestXML",
                    ("ticket", _ticket),
                    ("strHCPResponse", introduction),
                    ("strCompanyFileName", company.Path),
                    ("qbXMLCountry", "US"),
                    ("qbXMLMajorVers", ((int)company.Switches.HighestVersion).ToString(CultureInfo.InvariantCulture)),
                    ("qbXMLMinorVers", "0"))).Value;
                introduction = "";
                if (request.Length == 0)
                {
                    var text = (await CallAsync("getLastError", ("ticket", _ticket))).Value;
                    if (text == "NoOp" && ++noOps < MaxNoOps)
                    {
                        await Task.Delay(plan.NoOpWait);
                        continue;
                    }
                    if (text.Length == 0 || text == "Interactive mode")
                        throw new WebConnectorException($"QBWC1043: getLastError gave '{text}'.");
                    _error = text;
                    await CloseAsync();
                    return;
                }
                if (!await ProcessAsync(request))
                    return;
            }
        }

        /// <summary>Gives a request to QuickBooks and the response to the service. False when the session is over.</summary>
        private async Task<bool> ProcessAsync(string request)
        {
            _requests.Add(request);
            var set = XDocument.Parse(request).Root!.Elements().First();
            var fault = plan.FaultOf?.Invoke(_requests.Count, set) ?? RequestFault.None;
            if (fault == RequestFault.KilledBefore)
                return false;
            var (response, hresult, message) = fault == RequestFault.Refused ? ("", plan.HResult, plan.HResultMessage) : Carry(request);
            if (fault == RequestFault.KilledAfter)
                return false;
            if (fault == RequestFault.ResponseLost)
                return true;
            if (fault == RequestFault.AnsweredWithError)
                (response, hresult, message) = ("", plan.HResult, plan.HResultMessage);
            if (fault == RequestFault.Cancelled)
            {
                await CloseAsync();
                return false;
            }
            if (fault == RequestFault.ReceivedTwice)
                await ReceiveAsync(response, hresult, message);
            return await GoOnAsync(await ReceiveAsync(response, hresult, message));
        }

        private (string Response, string HResult, string Message) Carry(string request)
        {
            try
            {
                return (company.Process(request, _session), "", "");
            }
            catch (QuickBooksException exception)
            {
                _refusals.Add($"{exception.HResultText}: {exception.Data["reason"] ?? exception.Message} in {request}");
                return ("", exception.HResultText, exception.Message);
            }
        }

        private async Task<int> ReceiveAsync(string response, string hresult, string message)
        {
            var text = (await CallAsync("receiveResponseXML", ("ticket", _ticket), ("response", response), ("hresult", hresult), ("message", message))).Value;
            return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var percent) ? percent : throw new WebConnectorException($"QBWC1042: '{text}' is no number.");
        }

        private async Task<bool> GoOnAsync(int percent)
        {
            if (percent is >= 0 and < 100)
            {
                _percentages.Add(percent);
                return true;
            }
            if (percent < 0)
                _error = (await CallAsync("getLastError", ("ticket", _ticket))).Value;
            else
                _percentages.Add(percent);
            await CloseAsync();
            return false;
        }

        private async Task CloseAsync() => _status = (await CallAsync("closeConnection", ("ticket", _ticket))).Value;
    }
}
