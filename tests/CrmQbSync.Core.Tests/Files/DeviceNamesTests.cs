using CrmQbSync.Files;

namespace CrmQbSync.Tests.Files;

public sealed class DeviceNamesTests
{
    [Theory]
    [InlineData("CON", "CON")]
    [InlineData("nul", "NUL")]
    [InlineData("sub/Prn.csv", "PRN")]
    [InlineData("C:\\data\\aux.tar.gz", "AUX")]
    [InlineData("COM1 .csv", "COM1")]
    [InlineData("lpt9:", "LPT9")]
    [InlineData("com\u00B2.csv", "COM\u00B2")]
    [InlineData("conin$", "CONIN$")]
    [InlineData("contacts.csv", null)]
    [InlineData("con/contacts.csv", null)]
    [InlineData("COM10.csv", null)]
    [InlineData("COM.csv", null)]
    [InlineData("my.con", null)]
    [InlineData("", null)]
    public void A_device_is_known_by_what_stands_before_the_first_dot(string path, string? device) => Assert.Equal(device, DeviceNames.Find(path));
}
