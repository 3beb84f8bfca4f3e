using Cnn.Gen.Compiler.Tests.Harness;
using Cnn.Gen.Reference;
using Xunit;

namespace Cnn.Gen.Compiler.Tests;

/// <summary>Every cell of the notebook through the reference's functions: its outputs, and its text to the last character.</summary>
public sealed class NotebookReferenceTests
{
    private const double Tolerance = 1e-12;

    [Fact]
    public void Zero_pad()
    {
        var cell = new NotebookCell("zero_pad");
        Tensor x = cell.Input("X"), padded = Notebook.ZeroPad(x, cell.Setting("padding"));
        AssertSame(cell.Output("X_p"), padded);
        Assert.Equal(cell.Printed("X.shape"), Numpy.Print(x.Shape));
        Assert.Equal(cell.Printed("x_p.shape"), Numpy.Print(padded.Shape));
    }

    [Fact]
    public void Forward_conv()
    {
        var cell = new NotebookCell("forward_conv");
        Tensor x = cell.Input("A_prev");
        Tensor z = Notebook.ConvolveForward(x, cell.Input("W"), cell.Input("b"), cell.Setting("stride"), cell.Setting("padding"));
        AssertSame(cell.Output("Z"), z);
        Assert.Equal(cell.Printed("mean(Z)"), Numpy.Print(Numpy.Mean(z)));
        Assert.Equal(cell.Printed("Z[3,2,1]"), Numpy.Print(z.Part(3, 2, 1)));
        Assert.Equal(cell.Printed("cache_conv"), Numpy.Print(x.Part(1, 2, 3)));
    }

    [Fact]
    public void Conv_one_part()
    {
        var cell = new NotebookCell("conv_one_part_of_Z_3_2_1_0");
        double z = Notebook.ConvolveOnePart(cell.Input("a_slice"), cell.Input("W"), cell.Input("b").Data[0]);
        Close.Assert(cell.Output("Z").Data, [z], Tolerance, "Z[3,2,1,0]");
    }

    [Theory]
    [InlineData("forward_pool_max", false)]
    [InlineData("forward_pool_avg", true)]
    public void Forward_pool(string name, bool average)
    {
        var cell = new NotebookCell(name);
        Tensor x = cell.Input("A_prev"), a = Notebook.PoolForward(x, cell.Setting("filt_size"), cell.Setting("stride"), average);
        AssertSame(cell.Output("A"), a);
        Assert.Equal(cell.Printed("A.shape"), Numpy.Print(a.Shape));
        Assert.Equal(cell.Printed("A"), Numpy.Print(a));
        if (!average)
        {
            Assert.Equal(cell.Printed("A_prev.shape"), Numpy.Print(x.Shape));
            Assert.Equal(cell.Printed("A_prev"), Numpy.Print(x));
        }
    }

    [Fact]
    public void Backward_conv()
    {
        var cell = new NotebookCell("backward_conv");
        Tensor x = cell.Input("A_prev"), weight = cell.Input("W");
        int stride = cell.Setting("stride"), padding = cell.Setting("padding");
        AssertSame(cell.Output("Z"), Notebook.ConvolveForward(x, weight, cell.Input("b"), stride, padding));

        (Tensor dx, Tensor dWeight, Tensor dBias) = Notebook.ConvolveBackward(cell.Input("dZ"), x, weight, stride, padding);
        AssertSame(cell.Output("dA_prev"), dx);
        AssertSame(cell.Output("dW"), dWeight);
        AssertSame(cell.Output("db"), dBias);
        Assert.Equal(cell.Printed("dA_mean"), Numpy.Print(Numpy.Mean(dx)));
        Assert.Equal(cell.Printed("dW_mean"), Numpy.Print(Numpy.Mean(dWeight)));
        Assert.Equal(cell.Printed("db_mean"), Numpy.Print(Numpy.Mean(dBias)));
    }

    [Fact]
    public void Max_mask()
    {
        var cell = new NotebookCell("max_mask");
        Tensor x = cell.Input("x"), mask = Notebook.MaxMask(x);
        AssertSame(cell.Output("m_x"), mask);
        Assert.Equal(cell.Printed("x"), Numpy.PrintIntegers(x));
        Assert.Equal(cell.Printed("m_z"), Numpy.PrintBooleans(mask));
    }

    [Fact]
    public void Max_mask_marks_every_maximum() =>
        Assert.Equal([1, 0, 1, 0], Notebook.MaxMask(new Tensor([2, 2], [7, 3, 7, 1])).Data);

    [Fact]
    public void Average_mask()
    {
        var cell = new NotebookCell("avrg_mask");
        Tensor mask = Notebook.AverageMask(cell.Input("x").Data[0], 3, 3);
        AssertSame(cell.Output("m_x"), mask);
        Assert.Equal(cell.Printed("m_x"), Numpy.Print(mask));
    }

    [Theory]
    [InlineData("backward_pool_max", false)]
    [InlineData("backward_pool_avg", true)]
    public void Backward_pool(string name, bool average)
    {
        var cell = new NotebookCell(name);
        Tensor da = cell.Input("dA");
        Tensor dx = Notebook.PoolBackward(da, cell.Input("A_prev"), cell.Setting("filt_size"), cell.Setting("stride"), average);
        AssertSame(cell.Output("dA_prev"), dx);
        Assert.Equal(cell.Printed("mean of dA"), Numpy.Print(Numpy.Mean(da)));
        Assert.Equal(cell.Printed("dA_prev[1,1]"), Numpy.Print(dx.Part(1, 1)));
    }

    private static void AssertSame(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Close.Assert(expected.Data, actual.Data, Tolerance, "output");
    }
}
