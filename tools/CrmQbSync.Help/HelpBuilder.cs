using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace CrmQbSync.Help;

/// <summary>Builds all help files.</summary>
internal static class HelpBuilder
{
    /// <summary>Builds them; what is undocumented is told, and fails the tests of the help.</summary>
    public static int Build(string docs, string module, string target)
    {
        var faults = new List<string>();
        var commands = new List<XElement>();
        foreach (var cmdlet in CmdletReader.Read(module))
        {
            var path = Path.Combine(docs, cmdlet.Name + ".md");
            if (!File.Exists(path))
            {
                faults.Add($"{path}: the cmdlet {cmdlet.Name} has no page");
                continue;
            }
            var page = HelpPage.Read(path);
            faults.AddRange(PageChecker.Check(path, page, cmdlet));
            commands.Add(MamlWriter.Write(page, cmdlet));
        }
        foreach (var fault in faults)
            Console.Error.WriteLine(fault);
        Directory.CreateDirectory(target);
        var settings = new XmlWriterSettings { Indent = true, Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), NewLineChars = "\n" };
        using (var writer = XmlWriter.Create(Path.Combine(target, Path.GetFileName(module) + "-Help.xml"), settings))
            MamlWriter.Root(commands).Save(writer);
        foreach (var about in Directory.EnumerateFiles(docs, "about_*.md"))
            File.WriteAllText(Path.Combine(target, Path.GetFileNameWithoutExtension(about) + ".help.txt"), AboutText.Compose(File.ReadAllText(about)));
        return 0;
    }
}
