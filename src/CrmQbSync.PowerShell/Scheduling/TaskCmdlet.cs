using System.Management.Automation;
using CrmQbSync.Scheduling;

namespace CrmQbSync.Cmdlets;

/// <summary>A cmdlet that looks for tasks of a profile, whose file may be gone meanwhile.</summary>
public abstract class TaskCmdlet : ProfileCmdlet
{
    /// <summary>Which tasks are meant: by the profile's path, or by its name where no such file is there any more.</summary>
    private protected Func<ContactSyncTask, bool> MatchOf(ProfileArgument profile)
    {
        var name = profile.NameOrPath ?? "";
        try
        {
            var path = ProfilePaths.Find(SessionState, Store, name);
            return task => ProfilePaths.AreSame(task.Profile, path);
        }
        catch (SyncException exception) when (exception.Id == SyncErrorId.ProfileNotFound && name.Length > 0)
        {
            var path = Try(() => ProfilePaths.FullPath(SessionState, name));
            return task => ProfilePaths.AreSame(task.Profile, path) || Path.GetFileNameWithoutExtension(task.Profile) == name;
        }
    }
}
