using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CrmQbSync.State.Sqlite;

/// <summary>
/// One prepared statement. Below ADO.NET on purpose: its parameter and reader objects take more than half of the time of storing
/// and reading links, which is what a run of a large profile mostly waits for.
/// </summary>
/// <remarks>A parameter is NULL until something is bound to it, and again after each use of the statement.</remarks>
internal sealed class Statement : IDisposable
{
    private readonly StateConnection _connection;
    private readonly sqlite3_stmt _handle;

    /// <summary>Only <see cref="StateConnection.Prepare"/> makes one.</summary>
    public Statement(StateConnection connection, sqlite3_stmt handle)
    {
        _connection = connection;
        _handle = handle;
    }

    /// <summary>Binds a number; parameters are counted from 1.</summary>
    public Statement Bind(int parameter, long value)
    {
        Check(raw.sqlite3_bind_int64(_handle, parameter, value));
        return this;
    }

    /// <summary>Binds a number; null leaves the parameter NULL.</summary>
    public Statement Bind(int parameter, long? value) => value is { } number ? Bind(parameter, number) : this;

    /// <summary>Binds a truth as 1 or 0.</summary>
    public Statement Bind(int parameter, bool value) => Bind(parameter, value ? 1L : 0L);

    /// <summary>Binds a text; null leaves the parameter NULL.</summary>
    public Statement Bind(int parameter, string? value)
    {
        if (value is null)
            return this;
        var rented = value.Length > 256 ? ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(value.Length)) : null;
        var buffer = rented ?? stackalloc byte[768];
        var length = Encoding.UTF8.GetBytes(value, buffer);
        var code = raw.sqlite3_bind_text(_handle, parameter, buffer[..length]);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        Check(code);
        return this;
    }

    /// <summary>Binds a text that is UTF-8 already.</summary>
    public Statement BindText(int parameter, ReadOnlySpan<byte> utf8)
    {
        Check(raw.sqlite3_bind_text(_handle, parameter, utf8));
        return this;
    }

    /// <summary>Binds bytes.</summary>
    public Statement Bind(int parameter, ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_blob(_handle, parameter, value));
        return this;
    }

    /// <summary>Goes to the next row; false if there is none, and the statement is then ready to be used again.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(_handle);
        if (code == raw.SQLITE_ROW)
            return true;
        // Reset also after an error: it would otherwise hold on to the transaction.
        Reset();
        if (code != raw.SQLITE_DONE)
            Check(code);
        return false;
    }

    /// <summary>Carries out a statement that gives no rows.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Run()
    {
        while (Step())
        {
        }
        return raw.sqlite3_changes(_connection.Handle);
    }

    /// <summary>The only number of the only row; null if there is no row or it is NULL.</summary>
    public long? RunForNumber()
    {
        if (!Step())
            return null;
        var number = NumberOrNull(0);
        Reset();
        return number;
    }

    /// <summary>Makes the statement ready to be used again before its rows are used up.</summary>
    public void Reset()
    {
        _ = raw.sqlite3_reset(_handle);
        _ = raw.sqlite3_clear_bindings(_handle);
    }

    /// <summary>Whether a column is NULL; columns are counted from 0.</summary>
    public bool IsNull(int column) => raw.sqlite3_column_type(_handle, column) == raw.SQLITE_NULL;

    /// <summary>A column's number.</summary>
    public long Number(int column) => raw.sqlite3_column_int64(_handle, column);

    /// <summary>A column's number; null if it is NULL.</summary>
    public long? NumberOrNull(int column) => IsNull(column) ? null : Number(column);

    /// <summary>A column's text.</summary>
    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    /// <summary>A column's text; null if it is NULL.</summary>
    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    /// <summary>A column's bytes, or its text as UTF-8; good until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_handle, column);

    /// <inheritdoc/>
    public void Dispose()
    {
        _connection.Forget(this);
        _handle.Dispose();
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            SqliteException.ThrowExceptionForRC(code, _connection.Handle);
    }
}
